"""Measures from the eigenvalues of the graph: eigenvector, PageRank and inter-centrality."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import ContactGraph, components, largest_component
from graph_service.errors import InputError, NotConvergedError

DAMPING = 0.85
MAX_PART = 8_000  # persons; in larger parts inter-centrality is not computed
DENSE = 1_500  # persons; up to so many all is solved in one full matrix
ROUNDING = 1e-12  # of an eigenvalue
BLOCK = 256  # rows of a full matrix that are worked on at once
SMALL = 64  # persons; parts of up to so many are solved together
MAX_ROUNDS = 300  # of some twenty products with the graph each
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def adjacency(graph: ContactGraph) -> Any:  # noqa: ANN401  the library has no types
    """Return the graph as a symmetric matrix of ones."""
    n = len(graph.person)
    return scipy.sparse.csr_array((np.ones(2 * len(graph.start)), graph.both_ways), shape=(n, n))


def eigenvector(graph: ContactGraph) -> Floats:
    """Return the eigenvector centrality of the largest component: positive, of length 1; NaN for all who are outside.

    Parameters
    ----------
    graph : ContactGraph
        Persons and ties; strengths play no part.

    Returns
    -------
    Floats
        NaN for everybody where the largest component is one person.

    Raises
    ------
    NotConvergedError
        If the solver does not settle.

    Notes
    -----
    Bonacich's measure [1]_ by a symmetric solver (Lanczos); power iteration never settles where a part has two
    sides. About O(m) a round.

    References
    ----------
    .. [1] Bonacich (1972), Factoring and weighting approaches to status scores. doi:10.1080/0022250X.1972.9989806
    """
    scores, part = np.full(len(graph.person), np.nan), largest_component(graph)
    if len(part) > 1:
        _, vector = _top(adjacency(graph)[part][:, part])
        scores[part] = np.abs(vector) / np.linalg.norm(vector)
    return scores


def pagerank(graph: ContactGraph) -> Floats:
    """Return PageRank of the largest component: unweighted, damping 0.85, in sum 1; NaN for all who are outside.

    Parameters
    ----------
    graph : ContactGraph
        Persons and ties; strengths play no part.

    Returns
    -------
    Floats
        NaN for everybody where the largest component is one person.

    Notes
    -----
    Brin and Page's measure [1]_ as the solution of its linear equations: with degrees D and ties A, x = D y and
    (D - 0.85 A) y = 0.15 / n, which conjugate gradients solve to the last digits in some sixty rounds of O(m).

    References
    ----------
    .. [1] Brin & Page (1998), The anatomy of a large-scale hypertextual Web search engine.
       doi:10.1016/S0169-7552(98)00110-X
    """
    scores, part = np.full(len(graph.person), np.nan), largest_component(graph)
    if len(part) > 1:
        ties = adjacency(graph)[part][:, part]
        degree = ties.sum(axis=1)
        system = scipy.sparse.diags_array(degree) - DAMPING * ties
        target = np.full(len(part), (1 - DAMPING) / len(part))
        precondition = scipy.sparse.diags_array(1 / degree)
        solution, _ = scipy.sparse.linalg.cg(system, target, rtol=1e-14, maxiter=1_000, M=precondition)
        scores[part] = degree * solution / (degree * solution).sum()
    return scores


def largest_eigenvalue(graph: ContactGraph) -> float | None:
    """Return the largest eigenvalue of the graph; None without a tie.

    That of a part is at most the most contacts of one person in it.
    """
    if not len(graph.start):
        return None
    labels, degree = components(graph), graph.degrees
    most = np.zeros(int(labels.max()) + 1)
    np.maximum.at(most, labels, degree)
    largest = 0.0
    for members, ties in _parts(graph):
        if most[labels[members]].max() > largest:
            if isinstance(ties, np.ndarray):
                largest = max(largest, float(np.linalg.eigvalsh(ties).max()))
            else:
                largest = max(largest, _top(ties)[0])
    return largest


def attenuation(eigenvalue: float | None, phi: float | None) -> float | None:
    """Return phi as it is used, by default half of what it must stay below; None without a tie."""
    if phi is not None and not phi > 0:
        message = f"phi is {phi}; it must be above 0"
        raise InputError(message)
    if eigenvalue is None:
        return None
    if phi is not None and phi * eigenvalue >= 1 - ROUNDING:
        message = f"phi is {phi}; in this graph it must be below 1/λ₁ = {1 / eigenvalue:.9g}"
        raise InputError(message)
    return 0.5 / eigenvalue if phi is None else phi


def inter_centrality(graph: ContactGraph, phi: float) -> Floats | None:
    """Return by how much the activity of all would fall without each person; None if a component is too large.

    Parameters
    ----------
    graph : ContactGraph
        Persons and ties; strengths play no part.
    phi : float
        How much a contact adds, above 0 and below 1 / largest eigenvalue.

    Returns
    -------
    Floats | None
        Of a person without a contact 1. None where a component has more than `MAX_PART` persons.

    Raises
    ------
    InputError
        If `phi` is so near its limit that the equations have no positive solution.

    Notes
    -----
    With M = (I - phi A)^-1 and b = M 1, c_i = b_i^2 / m_ii, which is the sum of b less what it is without i [1]_.
    One inverse by Cholesky for each component: O(n^3) time and n^2 numbers for its n persons.

    References
    ----------
    .. [1] Ballester, Calvó-Armengol & Zenou (2006), Who's who in networks. doi:10.1111/j.1468-0262.2006.00709.x
    """
    if np.bincount(components(graph)).max(initial=0) > MAX_PART:
        return None
    scores = np.ones(len(graph.person))
    try:
        for members, ties in _parts(graph):
            scores[members] = _falls(ties, phi) if isinstance(ties, np.ndarray) else _falls_of_one(ties.toarray(), phi)
    except np.linalg.LinAlgError as error:
        message = "phi is too near 1/λ₁ of this graph; take a smaller one"
        raise InputError(message) from error
    return scores


def _falls(ties: Floats, phi: float) -> Floats:
    """The measure in many parts of one size at once."""
    matrices = np.eye(ties.shape[-1]) - phi * ties
    np.linalg.cholesky(matrices)  # refuses what is not positive definite
    inverses = np.linalg.inv(matrices)
    falls: Floats = inverses.sum(axis=-1) ** 2 / np.diagonal(inverses, axis1=-2, axis2=-1)
    return falls


def _falls_of_one(matrix: Floats, phi: float) -> Floats:
    """The measure in one large part, whose matrix is used up: c = (K'K1)^2 / diag(K'K), where K inverts its root.

    Block by block in products of matrices: these let other requests go on, and one call of the library for the whole
    inverse lets none. The matrix becomes its root, with the inverse of each block on the diagonal.
    """
    matrix *= -phi
    np.fill_diagonal(matrix, 1)
    n = len(matrix)
    starts = range(0, n, BLOCK)
    for start in starts:
        end = min(n, start + BLOCK)
        panel = matrix[start:, start:end] - matrix[start:, :start] @ matrix[start:end, :start].T
        inverse = np.linalg.inv(np.linalg.cholesky(panel[: end - start]))
        matrix[start:end, start:end] = inverse
        matrix[end:, start:end] = panel[end - start :] @ inverse.T
    total = _solved(matrix, np.ones((n, 1)))[:, 0]
    falls = np.empty(n)
    for start in starts:
        end = min(n, start + BLOCK)
        columns = _solved(matrix[start:, start:], np.eye(n - start, end - start))
        falls[start:end] = (columns.T @ total[start:]) ** 2 / (columns**2).sum(axis=0)
    return falls


def _solved(root: Floats, right: Floats) -> Floats:
    """Solve a lower triangle whose blocks on the diagonal are inverted already; the right side becomes the solution."""
    for start in range(0, len(root), BLOCK):
        rows = slice(start, start + BLOCK)
        if start:
            right[rows] -= root[rows, :start] @ right[:start]
        right[rows] = root[rows, rows] @ right[rows]
    return right


def _parts(graph: ContactGraph) -> Iterator[tuple[Ints, Any]]:
    """Give the parts of more than one person with their ties, largest first; small ones of one size together.

    Three parts of two persons: members of shape (3, 2), and ties a full array of shape (3, 2, 2). A part of more than
    `SMALL` persons comes alone, with a sparse matrix.
    """
    labels = components(graph)
    sizes = np.bincount(labels)
    order = np.argsort(labels, kind="stable")
    first = np.cumsum(sizes) - sizes
    within = np.empty(len(labels), dtype=np.int64)
    within[order] = np.arange(len(labels)) - np.repeat(first, sizes)
    matrix = adjacency(graph)
    for part in np.flatnonzero(sizes > SMALL).tolist():
        members = order[first[part] : first[part] + sizes[part]]
        yield members, matrix[members][:, members]
    part_of_tie = labels[graph.start]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= SMALL)])[::-1].tolist():
        parts = np.flatnonzero(sizes == size)
        number = np.full(len(sizes), -1)
        number[parts] = np.arange(len(parts))
        tie = np.flatnonzero(number[part_of_tie] >= 0)
        ties = np.zeros((len(parts), size, size))
        at, a, b = number[part_of_tie[tie]], within[graph.start[tie]], within[graph.end[tie]]
        ties[at, a, b] = ties[at, b, a] = 1
        yield order[first[parts][:, None] + np.arange(size)], ties


def _top(ties: Any) -> tuple[float, Floats]:  # noqa: ANN401  a matrix of the library
    """Return the largest eigenvalue of a connected part, and its vector."""
    n = ties.shape[0]
    if n <= DENSE:
        values, vectors = scipy.linalg.eigh(ties.toarray(), subset_by_index=[n - 1, n - 1])
        return float(values[0]), vectors[:, 0]
    start = np.asarray(ties.sum(axis=1), dtype=np.float64)
    try:
        values, vectors = scipy.sparse.linalg.eigsh(ties, k=1, which="LA", v0=start, tol=0, maxiter=MAX_ROUNDS)
    except scipy.sparse.linalg.ArpackNoConvergence as error:
        if n <= MAX_PART:
            values, vectors = scipy.linalg.eigh(ties.toarray(), subset_by_index=[n - 1, n - 1])
            return float(values[0]), vectors[:, 0]
        raise NotConvergedError(iterations=MAX_ROUNDS, residual=np.finfo(np.float64).eps) from error
    return float(values[0]), vectors[:, 0]

"""What each problem is: its code, its status, what it means and what to do; its `type` leads to a page that says so."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated as A
from typing import Final

from graph_service.api.paths import VERSION
from graph_service.domain.described import Described

# The phrases of RFC 9110, section 15: those of Python differ from version to version.
PHRASES: Final = MappingProxyType(
    {
        400: "Bad Request",
        401: "Unauthorized",
        403: "Forbidden",
        404: "Not Found",
        405: "Method Not Allowed",
        408: "Request Timeout",
        409: "Conflict",
        412: "Precondition Failed",
        413: "Content Too Large",
        415: "Unsupported Media Type",
        422: "Unprocessable Content",
        431: "Request Header Fields Too Large",
        500: "Internal Server Error",
        501: "Not Implemented",
        503: "Service Unavailable",
    }
)
ADDRESS: Final = f"{VERSION}/problems"
_OURS: Final = "Tell whoever runs the service, with the request_id; the log holds the cause under it."


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem."""

    code: A[str, Described("stable code", "bad_input")]
    status: A[int, Described("HTTP status", 422)]
    meaning: A[str, Described("what it means", "Something in the request cannot be used.")]
    remedy: A[str, Described("what to do", "Change what the detail names, and ask again.")]

    @property
    def address(self) -> str:
        """Where the page about it is; the `type` of a problem."""
        return address_of(self.code)

    @property
    def page(self) -> str:
        """The page about it, as plain text."""
        title = f"{self.code}: {self.status} {PHRASES[self.status]}"
        return f"{title}\n\nWhat it means: {self.meaning}\nWhat to do: {self.remedy}\n"


@dataclass(frozen=True, slots=True)
class ProblemTypes:
    """All kinds of problems."""

    problems: A[tuple[ProblemType, ...], Described("the kinds of problems, by status and code", None)]


def address_of(code: str) -> str:
    """Return where the page about a code is, relative to the service."""
    return f"{ADDRESS}/{code}"


PROBLEM_TYPES: Final = tuple(
    ProblemType(code, status, meaning, remedy)
    for code, status, meaning, remedy in (
        (
            "bad_request",
            400,
            "The request cannot be read: its body, a part of it or a header is not in the form that it must have.",
            "Change what the detail names, and ask again.",
        ),
        (
            "wrong_host",
            400,
            "The service is asked for by a name that it does not go by.",
            "Ask by its own name; whoever runs the service lists further names in GRUPPKARTA_ALLOWED_HOSTS.",
        ),
        (
            "purpose_missing",
            400,
            "The request does not say what it is for; every look at personal data has a purpose that is written down.",
            "Send the header X-Purpose: one line of 3 to 200 characters.",
        ),
        (
            "not_authenticated",
            401,
            "The request has no token, or one that is unknown, revoked or expired.",
            "Send 'Authorization: Bearer TOKEN'; an administrator makes tokens with: gruppkarta token create.",
        ),
        (
            "not_allowed",
            403,
            "The role and agency of the token may not do this.",
            "Ask with a token that may. GET /v1/openapi.json names the roles of each operation under x-roles.",
        ),
        (
            "forged_form",
            403,
            "A form was sent that no page of this service sent, or one that an earlier session showed.",
            "Open the page again in a browser, and send its form from there.",
        ),
        ("not_found", 404, "There is no such address, or no record with this id on this day.", "Check address and id."),
        (
            "method_not_allowed",
            405,
            "The address exists, but does not take this method.",
            "Use a method that the header Allow names.",
        ),
        (
            "too_slow",
            408,
            "The headers of the request did not come in within the time that they may take.",
            "Send the request as a whole, and ask again.",
        ),
        (
            "act_exists",
            409,
            "An act of the programme is stored already under this id, and what is filled of it stays.",
            "Leave what is filled as it is, correct it with a reason, or give a new act an id of its own.",
        ),
        (
            "record_exists",
            409,
            "A record is stored already under this id, and says something else.",
            "Change that record (PATCH), or give the new one an id of its own.",
        ),
        (
            "request_reused",
            409,
            "The Idempotency-Key was sent with another request before.",
            "Give each request a key of its own; send the same key only to repeat the same request.",
        ),
        (
            "changed_meanwhile",
            412,
            "The record says something else than the version that If-Match names.",
            "Read the record again, and repeat the change if it still holds.",
        ),
        (
            "too_large",
            413,
            "The body is larger than the service takes.",
            "Send less, or split the case; the detail gives the limit.",
        ),
        (
            "too_much_to_read",
            413,
            "Reading and checking the archive takes more time or memory than it may. Nothing was written.",
            "Split the case and send the parts, or let whoever runs the service raise the limit that the detail names.",
        ),
        (
            "write_too_large",
            413,
            "The case holds more rows than one transaction of the store may hold. Nothing was written.",
            "Split the case and import the parts, or let whoever runs the store raise its limit.",
        ),
        (
            "bad_media_type",
            415,
            "The body is of a kind that is not read here.",
            "Send JSON, or an archive as a form.",
        ),
        (
            "bad_input",
            422,
            "Something in the request cannot be used: a parameter, a value or a file.",
            "Change what the detail names, and ask again.",
        ),
        (
            "rejected_rows",
            422,
            "Rows of the case were refused, and so nothing of it was written.",
            "Each of the problems names file, line and remedy. Mend them all, and send the case again.",
        ),
        (
            "forbidden_columns",
            422,
            "A file holds columns that must not come in. Nothing was written.",
            "Take them out, or ask with drop_forbidden=true, or let a false alarm through with allow_column=NAME.",
        ),
        (
            "bad_archive",
            422,
            "The archive is damaged, too large, or holds what does not belong into a case.",
            "Pack only the tables of one case, side by side, as a plain zip archive.",
        ),
        (
            "unknown_reference",
            422,
            "A record refers to one that is neither in the case nor in the store. Nothing was written.",
            "Add the record that the detail names, or mend the reference.",
        ),
        (
            "no_answer",
            422,
            "The measure has no answer for these records on this day.",
            "Ask for another day, other groups or another measure.",
        ),
        (
            "empty_graph",
            422,
            "There are no persons to compute with on this day.",
            "Ask for a later day, or import records.",
        ),
        (
            "not_converged",
            422,
            "The measure was computed step by step and did not settle.",
            "Ask for other parameters; the detail says how far it came.",
        ),
        (
            "headers_too_large",
            431,
            "The first line and the headers of the request are longer than the service takes.",
            "Send fewer or shorter headers, and put lists into the body where the operation has one.",
        ),
        ("error", 500, "The service made a mistake.", _OURS),
        ("store_failed", 500, "The store refused or failed. Nothing was written.", _OURS),
        ("store_version", 500, "An earlier or a later version made the store.", _OURS),
        ("store_damaged", 500, "What is stored is not what was written.", _OURS),
        ("bad_configuration", 500, "The service is set up wrongly.", _OURS),
        (
            "missing_extra",
            501,
            "This needs an optional part that is not installed with the service.",
            "Let whoever runs the service install it, or ask for another form.",
        ),
        (
            "busy",
            503,
            "The service has as much to do as it takes on at once. Nothing was done.",
            "Ask again after the seconds that Retry-After gives.",
        ),
        (
            "store_unavailable",
            503,
            "The store cannot be reached, or cannot be worked on.",
            "Ask again after the seconds that Retry-After gives; if it lasts, tell whoever runs the service.",
        ),
        (
            "write_conflict",
            503,
            "Another writer holds the store. Nothing was written.",
            "Ask again after the seconds that Retry-After gives.",
        ),
    )
)
BY_CODE: Final = MappingProxyType({problem_type.code: problem_type for problem_type in PROBLEM_TYPES})

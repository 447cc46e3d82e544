"""Access: who sees and may do what, for everybody; and the tokens of the own agency, for its administrators."""

from dataclasses import dataclass

from starlette.responses import Response

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import RIGHTS, WRITING, Agency, WriteAct
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import InputError, NotFoundError
from graph_service.services.access import RULES, may_give
from graph_service.services.tokens import (
    MAX_TOKEN_DAYS,
    TOKEN_DAYS,
    NewToken,
    TokenInfo,
    create_token,
    list_tokens,
    renew_token,
    revoke_token,
)
from graph_service.web.action_words import action_word
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.refusals import refusal_text

TITLE = N_("Access")
TOKENS = N_("Tokens")
TOKEN = N_("A token")
NEW = N_("The new token")
SEES = {"yes": N_("yes"), "asked": N_("on request"), "no": "–"}
WHOSE = {"any": N_("all"), "own": N_("own"), "none": "–"}
ACTS = {
    WriteAct.CREATE: N_("make"),
    WriteAct.CHANGE: N_("correct"),
    WriteAct.END: N_("end"),
    WriteAct.JOIN: N_("join persons"),
    WriteAct.LIFT: N_("lift protection"),
    WriteAct.ERASE: N_("erase"),
}
CHANGES_TOKENS = ("token_list", "token_create", "token_renew", "token_revoke")


@dataclass(frozen=True, slots=True)
class RightsRow:
    """What holders of a role of an agency see and write."""

    role: CallerRole
    agency: Agency
    sees: tuple[str, ...]
    writes: tuple[str, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Who may do something."""

    action: str
    roles: tuple[bool, ...]
    needs: tuple[DataClass, ...]


def show_access(request: PageRequest) -> Response:
    """Show both tables of rights, as the code applies them."""
    text = request.translator.text
    caller = request.context.caller
    rows = tuple(
        RightsRow(
            role,
            agency,
            tuple(text(SEES[_sees(data_class, classes)]) for data_class in DataClass),
            tuple(text(WHOSE[str(WRITING.get((role, agency), {}).get(act, "none"))]) for act in WriteAct),
            (role, agency.value) == (caller.role, caller.agency),
        )
        for (role, agency), classes in RIGHTS.items()
    )
    rules = tuple(
        RuleRow(
            action_word(request.translator, action),
            tuple(role in rule.roles for role in CallerRole),
            tuple(sorted(rule.needs)),
        )
        for action, rule in RULES.items()
    )
    return request.show(
        "access.html",
        title=text(TITLE),
        rows=rows,
        rules=rules,
        classes=tuple(DataClass),
        acts=[text(word) for word in ACTS.values()],
        roles=tuple(CallerRole),
        manages_tokens=caller.role in RULES["token_list"].roles,
    )


def _sees(data_class: DataClass, classes: frozenset[DataClass]) -> str:
    if data_class not in classes:
        return "no"
    return "asked" if data_class is DataClass.PROTECTED else "yes"


def show_tokens(request: PageRequest) -> Response:
    """List the tokens of the own agency, and offer to make one."""
    return _tokens(request)


def make_token(request: PageRequest) -> Response:
    """Make a token, and show it this once; a refused form comes back as it was filled in."""
    fields = {name: str(request.form.get(name, "")).strip() for name in ("name", "role", "days")}
    agency = request.context.caller.agency
    try:
        days = _days(fields["days"])
    except InputError as error:
        return _tokens(request, status=422, fields=fields, fault=refusal_text(request, error), fault_at="days")
    try:
        token = create_token(request.context, name=fields["name"], agency=agency, role=fields["role"], days=days)
    except InputError as error:
        return _tokens(request, status=422, fields=fields, fault=refusal_text(request, error))
    return _shown_once(request, token)


def show_token(request: PageRequest) -> Response:
    """Show one token of the own agency, and ask before it is renewed or revoked."""
    return _token(request, _info(request))


def act_on_token(request: PageRequest) -> Response:
    """Renew or revoke a token, as the form says."""
    info = _info(request)
    try:
        if request.form.get("act") == "renew":
            days = _days(str(request.form.get("days", "")).strip())
            return _shown_once(request, renew_token(request.context, info.token_id, days=days), earlier=info)
        if request.form.get("act") == "revoke":
            revoke_token(request.context, info.token_id)
            return request.go(request.address("access", "tokens"))
    except InputError as error:
        return _token(request, info, status=422, fault=refusal_text(request, error))
    return _token(request, info)


def _tokens(
    request: PageRequest,
    *,
    status: int = 200,
    fields: dict[str, str] | None = None,
    fault: str = "",
    fault_at: str = "name",
) -> Response:
    caller = request.context.caller
    return request.show(
        "tokens.html",
        status=status,
        title=request.translator.text(TOKENS),
        tokens=[(info, CallerRole(info.role)) for info in list_tokens(request.context)],
        roles=[role for role, agency in RIGHTS if agency == caller.agency and may_give(caller, role, agency.value)],
        fields=fields or {"name": "", "role": "", "days": str(TOKEN_DAYS)},
        max_days=MAX_TOKEN_DAYS,
        fault=fault,
        fault_at=fault_at if fault else "",
    )


def _token(request: PageRequest, info: TokenInfo, *, status: int = 200, fault: str = "") -> Response:
    return request.show(
        "token.html",
        status=status,
        title=request.translator.text(TOKEN),
        info=info,
        role=CallerRole(info.role),
        is_own=info.token_id == request.context.caller.token_id,
        days=TOKEN_DAYS,
        max_days=MAX_TOKEN_DAYS,
        fault=fault,
    )


def _shown_once(request: PageRequest, token: NewToken, *, earlier: TokenInfo | None = None) -> Response:
    title = request.translator.text(NEW)
    role = CallerRole(token.info.role)
    return request.show(
        "token_new.html", status=201, title=title, token=token.token, info=token.info, role=role, earlier=earlier
    )


def _info(request: PageRequest) -> TokenInfo:
    token_id = request.part("token_id")
    for info in list_tokens(request.context):
        if info.token_id == token_id:
            return info
    message = f"there is no token {token_id[:20]!r} of your agency; the list shows their ids"
    raise NotFoundError(message)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_TOKEN_DAYS))):
        message = f"say for how many days, from 1 to {MAX_TOKEN_DAYS}"
        raise InputError(message)
    return int(text)


PAGES = (
    Page(path="/access", name="access", title=TITLE, actions=(), show=show_access, in_menu=True),
    Page(path="/access/tokens", name="tokens", title=TOKENS, actions=CHANGES_TOKENS, show=show_tokens, act=make_token),
    Page(
        path="/access/tokens/{token_id}",
        name="token",
        title=TOKEN,
        actions=CHANGES_TOKENS,
        show=show_token,
        act=act_on_token,
    ),
)

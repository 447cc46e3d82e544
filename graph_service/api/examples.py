"""An example for every field of every body; a test finds a field without one."""

from collections.abc import Mapping
from types import MappingProxyType

_COUNTS = {"incidents": 3.0, "fatal": 1.0, "injury": 1.0, "none": 1.0, "unknown": 0.0}
_NOTE = {"code": "hold", "n": 2, "text": "incidents on hold"}
_POLICY = {"id": "gvi-default", "version": "1.0.0"}
_INSTANT = "2020-12-03T08:15:00+00:00"
_DAY = "2020-11-05"

EXAMPLES: Mapping[str, object] = MappingProxyType(
    {
        # the head of every result
        "measure": "scorecard", "version": "1.0.0", "as_of": "2020-12-03", "snapshot_id": "b52d10ef6aaa4aee",
        "policy": _POLICY, "parameters": {"lineage": True}, "seed": 0, "notes": [_NOTE],
        "code": "hold", "n": 2, "text": "incidents on hold",
        # groups
        "most_violent": ["G-01"], "group_id": "G-01", "group_ids": ["G-01"], "name": "Norr",
        "is_valid": True, "rank": 1,
        "violence_index": 12.5, "rank_low": 1, "rank_high": 3, "p_first": 0.8, "spread_violence_index": 13.1,
        "spread_rank": 1, "spread_expected": 4.2, "worst_case_violence_index": 20.5, "worst_case_rank": 1,
        "n_members": 14, "size_low": 15, "size_high": 25, "n_open_windows": 1, "n_total": 3, "next_after": "G-03",
        "named": _COUNTS, "expected": _COUNTS, "counted": _COUNTS, **_COUNTS,
        "victims_low": 2, "victims_high": 3, "hold": 1, "date_too_coarse": 0, "previous_named": 2.0,
        "previous_expected": 2.5, "trend": 0.5, "ratio": 1.2, "share": 0.3, "per_member_low": 0.12,
        "per_member_high": 0.2, "confidence": 0.9, "is_derived": False, "adds": 4.1, "first_on": "2020-09-05",
        "last_on": "2020-12-03", "n_days": 90, "previous_counted": 2, "unknown_committed": 0.5, "unknown_suffered": 0.0,
        # incidents and conflicts
        "incident_id": "I-0003", "incident_ids": ["I-0003"], "side": "suspect", "occurred_on": _DAY,
        "precision": "day", "type": "shooting", "outcome": "injury", "status": "confirmed", "call_in_id": "CI-01",
        "held_on": "2020-10-01", "without_named_group": ["I-0002"], "conflict_id": "C-01", "conflict_ids": ["C-01"],
        "cause": "a debt", "owner": "police", "next_review_on": "2021-01-15", "since": "2020-05-01",
        "conflict_status_id": "CS-01", "valid_from": "2020-05-01", "valid_to": "2020-08-01",
        "suspect_groups": ["G-01"], "victim_groups": ["G-02"], "suspects": ["P-0014"], "victims": ["P-0021"],
        "retaliation_for": "I-0002", "group_a": "G-01", "group_b": "G-02", "also_allied": False, "against": "G-02",
        "days_since": 28, "days_left": 62, "is_open": True, "closed_by": ["incident:I-0005"],
        "source_id": "S-0007", "source_ids": ["S-0007"], "record_ids": ["involvement:V-0009"],
        # persons
        "person_id": "P-0014", "label": "Falk", "names": ["(a name)"], "aliases": ["(another name)"], "role": "core",
        "grade": "B2", "is_minor": False, "age_low": 22, "age_high": 23, "in_custody": False, "is_supervised": True,
        "supervised_until": "2021-08-03", "next_meeting_on": "2021-01-15", "last_notified_on": "2020-11-20",
        "cooling_off_until": "2021-02-18", "has_exited": False, "lane": "message", "points": 12, "reach": 6,
        "newly_reached": 4, "is_eligible": True, "needs_elevated_approval": False, "n_reached": 20,
        "unreached": ["P-0030"], "proven_optimal": True, "gap": 0, "on": _DAY, "is_alive": True, "listed": True,
        "bars": ["no_ground"], "missing": ["a current membership graded C3 or better"],
        "record_id": "involvement:V-0009",
        "what": "suspect in incident:I-0003 (charged)", "verdict": "counts", "is_calculation": False,
        "chosen": ["P-0014", "P-0030"], "n_contacts": 6, "n_pool": 31, "curve": [12, 20],
        "alternatives": [["P-0014", "P-0031"]], "kind": "membership", "n_fields_withheld": 1,
        "fields": {"role": "core", "group_id": "G-01", "valid_from": "2020-04-21"},
        # the network
        "groups": ["G-01"], "notified_on": "2020-11-20", "n_named": 14, "person_a": "P-0014", "person_b": "P-0030",
        "kinds": ["kin"], "strength": 1.0,
        # what an import did
        "time_zone": "Europe/Stockholm", "handling": "for the working group", "file": "persons.csv",
        "encoding": "utf-8", "separator": ",", "n_rows": 414, "columns_ignored": [], "columns_dropped": [],
        "columns_allowed": [], "table": "persons", "n_read": 414, "n_loaded": 414, "n_merged": 0, "n_quarantined": 0,
        "column": "birth_year", "n_problems": 0, "line": 14, "value": "19999",
        "problem": "not a year from 1850 to 2200", "remedy": "write the year of birth, or leave it empty",
        "content_hash": "a8d1c2b3e4f5061728394a5b6c7d8e9f", "n_new": 414, "n_changed": 0, "n_unchanged": 0,
        # measures and tables
        "question": "Which group is most violent now, and how sure is that?", "summary": "Incidents by window",
        "command": "scorecard", "unit": "incidents", "reference": "Braga, Hureau & Grossman (2014)", "shape": "node",
        "is_act": False, "meaning": "pseudonym, shown by default", "required": True, "default": "day",
        "words": ["day", "month", "year"], "refers_to": "groups", "bounds": "0 to 1", "not_future": True,
        "data_class": "open",
        # the policy
        "id": "gvi-default", "violent_types": ["shooting"], "named_confidence": 0.5, "derived_formal": 0.5,
        "derived_believed": 0.4, "windows_days": [90, 365], "listed_days": 365, "days": 365, "half_life_days": 90.0,
        "killed": 10.0, "injured": 5.0, "shot_or_exploded": 2.0, "other": 1.0, "severe_types": ["shooting"],
        "draws": 2000, "low": 100, "high": 1899, "convicted_years": 5, "charged_years": 3, "suspected_days": 365,
        "weapon_seizure_days": 730, "under_age": 15, "minor_age": 18, "convicted": 5, "charged": 4, "suspected": 3,
        "weapon_seizure": 3, "threat_made": 2, "threat_made_days": 365, "leader": 2, "core": 1, "group_first": 3,
        "group_second_or_third": 2, "group_other": 1, "open_window": 2, "victim_days": 365,
        "threat_received_days": 180, "cooling_off_days": 90, "years": 3,
        # tokens and the audit trail
        "token": "gk_…", "token_id": "9fd461153c9f", "agency": "police", "created_at": _INSTANT,
        "expires_at": "2021-03-03T08:15:00+00:00", "revoked_at": _INSTANT, "number": 17, "recorded_at": _INSTANT,
        "action": "priorities", "actor": "analyst 3", "purpose": "weekly review",
        "details": {"snapshot_id": "b52d10ef6aaa4aee", "n_subjects": 1, "subjects": "004a42ff40aef001"},
        "chain": "5f1c…", "n_entries": 17, "is_whole": True, "checked_to": 17, "unprotected_from": 12,
        "first_fault": 9,
    }
)  # fmt: skip

# Where one word means two things.
EXAMPLES_BY_CLASS: Mapping[tuple[str, str], object] = MappingProxyType(
    {
        ("State", "status"): "ok",
        ("State", "version"): "0.1.0",
        ("ConflictRow", "status"): "active",
        ("NetworkPerson", "status"): "none",
        ("Scorecard", "next_after"): 10,
        ("Lane", "next_after"): 10,
        ("Scorecard", "n_rows"): 14,
        ("Lane", "n_rows"): 31,
        ("PersonList", "next_after"): "P-0100",
        ("IncidentList", "next_after"): "I-0100",
        ("Explanation", "rows"): ["P-0014"],
        ("Measure", "parameters"): ["lineage"],
        ("TokenInfo", "name"): "analyst 3",
        ("TokenInfo", "role"): "analyst",
        ("SeenRecord", "record_id"): "M-0001",
        ("RetaliationRules", "days"): 90,
    }
)

"""The texts of notes, by code: what is hidden, unknown, coarse, overdue or left out. A number stands before each.

Where a code is said of several things, a colon and the thing follow it: `dead:pool`, `dead:message`.
"""

from collections.abc import Mapping

from graph_service.domain.messages import Message, always

NOTE_TEXTS: Mapping[str, Message] = {
    # who may be listed
    "dead:message": Message(
        "person with grounds for the message lane is dead", "persons with grounds for the message lane are dead"
    ),
    "person_overdue:message": Message(
        "person with grounds for the message lane has an overdue review",
        "persons with grounds for the message lane have overdue reviews",
    ),
    "under_age:message": Message(
        "person with grounds for the message lane is under 15: a matter for social services",
        "persons with grounds for the message lane are under 15: a matter for social services",
    ),
    "exited:message": Message(
        "person declared an exit later than all their grounds", "persons declared an exit later than all their grounds"
    ),
    "minor:message": Message(
        "minor is listed: a proposal needs elevated approval", "minors are listed: proposals need elevated approval"
    ),
    "age_unknown:message": Message(
        "person of unknown age is listed: the rules for minors apply",
        "persons of unknown age are listed: the rules for minors apply",
    ),
    "cooling_off:message": Message(
        "listed person is not eligible yet: they were notified less than 90 days ago",
        "listed persons are not eligible yet: they were notified less than 90 days ago",
    ),
    "in_custody:message": Message("listed person is in custody", "listed persons are in custody"),
    "other_groups": Message(
        "listed person is not a member of these groups", "listed persons are not members of these groups"
    ),
    "dead:safety": Message(
        "person with grounds for the safety lane is dead", "persons with grounds for the safety lane are dead"
    ),
    "person_overdue:safety": Message(
        "person with grounds for the safety lane has an overdue review",
        "persons with grounds for the safety lane have overdue reviews",
    ),
    "minor:safety": Message("minor is listed", "minors are listed"),
    "age_unknown:safety": Message("person of unknown age is listed", "persons of unknown age are listed"),
    "victim_undated": Message(
        "victim is not listed for an incident without a date: this ground needs a day",
        "victims are not listed for incidents without a date: this ground needs a day",
    ),
    # who may be asked to carry the message
    "dead:pool": Message("person of the pool is dead", "persons of the pool are dead"),
    "person_overdue:pool": Message(
        "person of the pool has an overdue review", "persons of the pool have overdue reviews"
    ),
    "victim_only:pool": Message("person of the pool is a victim only", "persons of the pool are victims only"),
    "in_custody:pool": Message("person of the pool is in custody", "persons of the pool are in custody"),
    "cooling_off:pool": Message(
        "person of the pool was notified less than 90 days ago",
        "persons of the pool were notified less than 90 days ago",
    ),
    "minor:pool": Message("person of the pool is a minor", "persons of the pool are minors"),
    "age_unknown:pool": Message(
        "person of the pool is of unknown age: the rules for minors apply",
        "persons of the pool are of unknown age: the rules for minors apply",
    ),
    "exited:pool": Message("person of the pool declared an exit", "persons of the pool declared an exit"),
    "pool_outside": Message(
        "person of the pool is not a member of the chosen groups",
        "persons of the pool are not members of the chosen groups",
    ),
    "must_not": Message(
        "person of the pool is left out, as was asked", "persons of the pool are left out, as was asked"
    ),
    "pool_too_small": Message(
        "person more would have to be in the pool for a set of this size",
        "persons more would have to be in the pool for a set of this size",
    ),
    "membership_not_graded": Message(
        "member has neither a source graded C3 or better nor two independent sources",
        "members have neither a source graded C3 or better nor two independent sources",
    ),
    "eligible_not_needed": Message(
        "other person could carry the message and is not needed",
        "other persons could carry the message and are not needed",
    ),
    "not_first_by_id": always(
        "of the best sets is shown; which of them comes first by id was not searched for among so many"
    ),
    "calculation": always("calculation on ties alone: there are no memberships, so it is never a proposal"),
    "curve_not_proven": always("curve holds values that are not proven to be the best"),
    "alternatives_cut": always("search for further sets was cut short: there may be more that are as good"),
    # reviews and days that are missing
    "person_review_overdue": Message(
        "person has an overdue review: they are in no lane and no pool",
        "persons have overdue reviews: they are in no lane and no pool",
    ),
    "group_review_overdue": Message(
        "group has an overdue review: its memberships count for nothing in lanes and pools",
        "groups have overdue reviews: their memberships count for nothing in lanes and pools",
    ),
    "membership_review_overdue": Message(
        "membership has an overdue review: it counts for nothing in lanes and pools",
        "memberships have overdue reviews: they count for nothing in lanes and pools",
    ),
    "involvement_review_overdue": Message(
        "involvement has an overdue review: it counts for nothing in lanes and pools",
        "involvements have overdue reviews: they count for nothing in lanes and pools",
    ),
    "fact_review_overdue": Message(
        "fact has an overdue review: it counts for nothing in lanes and pools",
        "facts have overdue reviews: they count for nothing in lanes and pools",
    ),
    "decision_undated": Message(
        "suspicion, charge or conviction counts as believed only: the day of the decision is missing",
        "suspicions, charges or convictions count as believed only: the days of the decisions are missing",
    ),
    "records_end_earlier": Message(
        "day lies between the latest record and the day of this result: what happened since is not in the records",
        "days lie between the latest record and the day of this result: what happened since is not in the records",
    ),
    "joined": Message(
        "other row of the persons table is the same person", "other rows of the persons table are the same person"
    ),
    # incidents
    "attribution_derived": Message(
        "counted incident has the suspects' groups derived from memberships",
        "counted incidents have the suspects' groups derived from memberships",
    ),
    "group_not_listed": Message(
        "group with a violence index has no row: it was not valid in the last 365 days",
        "groups with a violence index have no row: they were not valid in the last 365 days",
    ),
    "on_hold": Message(
        "incident is on hold: it is counted only where incidents on hold are",
        "incidents are on hold: they are counted only where incidents on hold are",
    ),
    "date_not_exact": Message("counted incident has no exact date", "counted incidents have no exact date"),
    "outcome_unknown": Message("counted incident has an unknown outcome", "counted incidents have an unknown outcome"),
    # conflicts
    "allied_and_in_conflict": Message(
        "pair of groups is allied and in conflict at once: it counts as in conflict",
        "pairs of groups are allied and in conflict at once: they count as in conflict",
    ),
    "no_state": Message(
        "conflict has no state on the day and counts as not active",
        "conflicts have no state on the day and count as not active",
    ),
    "windows_against_unknown": Message(
        "open window has no named group on the other side", "open windows have no named group on the other side"
    ),
    "window_undated": Message(
        "incident that killed or injured opens no window: it has no date",
        "incidents that killed or injured open no window: they have no date",
    ),
    # the network
    "person_not_shown": Message(
        "person is not shown: neither a member or associate of these groups nor tied to one",
        "persons are not shown: neither members or associates of these groups nor tied to one",
    ),
    "tie_undated": Message("tie without dates is included", "ties without dates are included"),
    "tie_joined": Message(
        "tie is left out: both ends are the same person", "ties are left out: both ends are the same person"
    ),
    "tie_too_coarse": Message(
        "incident with several suspects makes no ties: its date is too coarse",
        "incidents with several suspects make no ties: their dates are too coarse",
    ),
    "tie_projected": Message(
        "pair suspected, charged or convicted in the same incident counts as tied",
        "pairs suspected, charged or convicted in the same incident count as tied",
    ),
    "conflict_within_group": Message(
        "conflict not shown: both sides are one group", "conflicts not shown: both sides are one group"
    ),
    "alliance_within_group": Message(
        "alliance not shown: both ends are one group", "alliances not shown: both ends are one group"
    ),
    "member_of_both_sides": Message(
        "person is a member of groups in conflict with each other",
        "persons are members of groups in conflict with each other",
    ),
    "conflict_not_shown": Message(
        "conflict of these groups with others is not shown", "conflicts of these groups with others are not shown"
    ),
    "conflict_of_others": Message(
        "conflict between groups that are not shown is not shown either",
        "conflicts between groups that are not shown are not shown either",
    ),
    "alliance_of_others": Message(
        "alliance between groups that are not shown is not shown either",
        "alliances between groups that are not shown are not shown either",
    ),
    "isolate_not_shown": Message(
        "person without a tie to anybody shown is left out, as asked",
        "persons without a tie to anybody shown are left out, as asked",
    ),
    "alliance_not_shown": Message(
        "alliance of these groups with others is not shown", "alliances of these groups with others are not shown"
    ),
    "group_not_shown": Message(
        "group is not shown: not asked for, or not valid in the last 365 days",
        "groups are not shown: not asked for, or not valid in the last 365 days",
    ),
    "conflict_not_current": Message(
        "conflict is not shown: it has ended, has no state on the day, or no two groups stand against each other in it",
        "conflicts are not shown: they have ended, have no state on the day, or no two groups stand against each other "
        "in them",
    ),
    "tie_not_shown": Message(
        "tie is not shown: it is of another time or kind, or of somebody who is not shown",
        "ties are not shown: they are of another time or kind, or of somebody who is not shown",
    ),
    "incident_not_counted": Message(
        "incident is not shown: it does not count, being on hold, unfounded, not violent or without a group",
        "incidents are not shown: they do not count, being on hold, unfounded, not violent or without a group",
    ),
    "involvement_not_shown": Message(
        "link of a person to these incidents is not shown: the person is not",
        "links of persons to these incidents are not shown: the persons are not",
    ),
    "witness_not_shown": Message(
        "witness of these incidents is not shown as one", "witnesses of these incidents are not shown as such"
    ),
    "incident_not_shown": Message(
        "counted incident that names none of these groups is not shown",
        "counted incidents that name none of these groups are not shown",
    ),
    "believed_only": Message(
        "person is only believed to have taken part in an incident: that is not a suspicion",
        "persons are only believed to have taken part in incidents: that is not a suspicion",
    ),
    # exports
    "tie_not_exported": Message(
        "tie is left out: one end is not shown", "ties are left out: one end of each is not shown"
    ),
    "membership_not_exported": Message(
        "membership is left out: its person or group is no node here",
        "memberships are left out: their persons or groups are no nodes here",
    ),
    "conflict_not_exported": Message(
        "conflict is left out: a group of it is no node here", "conflicts are left out: a group of each is no node here"
    ),
    "alliance_not_exported": Message(
        "alliance is left out: a group of it is no node here", "alliances are left out: a group of each is no node here"
    ),
    "group_not_exported": Message(
        "group is an attribute of its members and no node", "groups are attributes of their members and no nodes"
    ),
    "place_not_exported": Message(
        "node has no position: it is not on the map", "nodes have no position: they are not on the map"
    ),
    "incident_not_exported": Message(
        "incident is left out: incidents are nodes only where that is asked",
        "incidents are left out: they are nodes only where that is asked",
    ),
    "involvement_not_exported": Message(
        "involvement is left out: its person or incident is no node here",
        "involvements are left out: their persons or incidents are no nodes here",
    ),
    "entity_without_link": Message(
        "person, group or incident has no link, and the table has a row for each link alone",
        "persons, groups or incidents have no link, and the table has a row for each link alone",
    ),
    "place_withheld": Message(
        "incident is written without its place, which is withheld from you",
        "incidents are written without their places, which are withheld from you",
    ),
    "incident_without_coordinates": Message(
        "incident has no coordinates, and no point on the map",
        "incidents have no coordinates, and no points on the map",
    ),
    # measures
    "group_has_successor": Message(
        "group named counts as what it was renamed to or merged into",
        "groups named count as what they were renamed to or merged into",
    ),
    "person_is_joined": Message(
        "id named is that of a row joined with another: the person is taken",
        "ids named are those of rows joined with others: the persons are taken",
    ),
    "no_memberships": Message(
        "person is in the graph although no group is known: there are no memberships",
        "persons are in the graph although no group is known: there are no memberships",
    ),
    "sample_is_everybody": always("sample is everybody: the scores are exact"),
    "betweenness_sampled": Message(
        "person was drawn to estimate betweenness: it is exact up to 10,000 persons",
        "persons were drawn to estimate betweenness: it is exact up to 10,000 persons",
    ),
    "closeness_too_large": always("persons have a contact: closeness is left out, being computed for up to 50,000"),
    "harmonic_too_large": always("persons have a contact: harmonic is left out, being computed for up to 50,000"),
    "distances_too_large": always(
        "persons have a contact: diameter, mean distance and distance-weighted fragmentation are left out, being "
        "computed for up to 50,000"
    ),
    "inter_centrality_too_large": always(
        "persons are in the largest component: inter-centrality is left out, being computed for up to 8,000"
    ),
    "eigenvector_not_settled": always("measure is left out: the eigenvector did not settle"),
    "rewards_acquaintance:eigenvector": always("measure rewards acquaintance with the well acquainted: eigenvector"),
    "rewards_acquaintance:pagerank": always("measure rewards acquaintance with the well acquainted: PageRank"),
    "avoided_outside": Message(
        "person to avoid is not in the graph anyway", "persons to avoid are not in the graph anyway"
    ),
    "person_too_many": Message(
        "further person within the steps is not shown", "further persons within the steps are not shown"
    ),
    "longer_than": Message(
        "step is not enough: the shortest path is longer, which is not the same as no path",
        "steps are not enough: the shortest path is longer, which is not the same as no path",
    ),
    "path_not_shown": Message("further shortest path is not shown", "further shortest paths are not shown"),
    "paths_not_written": Message(
        "digit would be needed to write how many shortest paths there are",
        "digits or so would be needed to write how many shortest paths there are",
    ),
    "conflict_pair_outside": Message(
        "pair in conflict is left out: one of its groups is not among these",
        "pairs in conflict are left out: one group of each is not among these",
    ),
    "alliance_pair_outside": Message(
        "pair of allies is left out: one of its groups is not among these",
        "pairs of allies are left out: one group of each is not among these",
    ),
    "split_not_first": Message(
        "part has a split that may not be the first of the best, or the best: the search was cut short",
        "parts have splits that may not be the first of the best, or the best: the searches were cut short",
    ),
    "hit_undated": Message(
        "incident that killed or injured draws nobody in: it has no date",
        "incidents that killed or injured draw nobody in: they have no date",
    ),
    "hit_without_rival": Message(
        "group that was hit of late has no rival on the other side on record: nobody is drawn in",
        "groups that were hit of late have no rival on the other side on record: nobody is drawn in",
    ),
    # duplicates
    "person_without_name": Message(
        "person has no name on record, and is compared with nobody",
        "persons have no name on record, and are compared with nobody",
    ),
    "name_too_common": Message(
        "person bears a name so common that they were not compared with all who bear one like it",
        "persons bear names so common that they were not compared with all who bear one like theirs",
    ),
    "pair_undone": Message(
        "pair is left out: somebody decided that they are two; --with-undone lists it",
        "pairs are left out: somebody decided that they are two; --with-undone lists them",
    ),
    # what a caller may not see
    "of_what_is_seen": always("answer leaves out everybody who is withheld from you"),
    "person_not_measured": Message(
        "person shown is not in the graph of the measures: not alive, or without one of its groups",
        "persons shown are not in the graph of the measures: not alive, or without one of its groups",
    ),
    "person_withheld": Message(
        "person is withheld from you; their place says nothing",
        "persons are withheld from you; their places say nothing",
    ),
    "person_withheld:search": Message(
        "row is withheld from you and was not searched",
        "rows are withheld from you and were not searched",
    ),
    "record_withheld": always("answer leaves out all records that name somebody who is withheld from you"),
    "filtered:supervised": Message(
        "person of the list is not shown: not supervised", "persons of the list are not shown: not supervised"
    ),
    "filtered:meeting": Message(
        "person of the list is not shown: no meeting within {n_days} days is known",
        "persons of the list are not shown: no meeting within {n_days} days is known",
    ),
    "filtered:reachable": Message(
        "person of the list is not shown: in custody, or cooling off",
        "persons of the list are not shown: in custody, or cooling off",
    ),
    "filtered:agency": Message(
        "person of the list is not shown: not supervised by {agency}",
        "persons of the list are not shown: not supervised by {agency}",
    ),
    "filtered:new": Message(
        "person of the list is not shown: listed on {day} already",
        "persons of the list are not shown: listed on {day} already",
    ),
    "filtered:withheld": Message(
        "person of the list is not shown: withheld from you, so that no filter can be applied",
        "persons of the list are not shown: withheld from you, so that no filter can be applied",
    ),
    "searched": Message("row was searched by {fields}", "rows were searched by {fields}"),
    "table_withheld": Message("table is withheld from you: {tables}", "tables are withheld from you: {tables}"),
    # pictures
    "person_fewer_contacts": Message(
        "person is not drawn: they have fewer contacts than those who are, or as many and a later id",
        "persons are not drawn: they have fewer contacts than those who are, or as many and a later id",
    ),
    "person_not_drawn": Message(
        "person stands in the tables and not in the picture: there are too many",
        "persons stand in the tables and not in the picture: there are too many",
    ),
    "bundle_not_drawn": Message(
        "pair of groups with few ties between them has no line: there are too many",
        "pairs of groups with few ties between them have no line: there are too many",
    ),
    "person_on_map_of_group": Message(
        "person is neither drawn nor listed: there are too many, and the map of each group has its own",
        "persons are neither drawn nor listed: there are too many, and the map of each group has its own",
    ),
    "incident_on_map_of_group": Message(
        "incident is counted, and listed only if a conflict names it: the map of each group has its own",
        "incidents are counted, and listed only if a conflict names them: the map of each group has its own",
    ),
    "person_not_linked": Message(
        "person without a group, a tie or an incident is not on the map",
        "persons without a group, a tie or an incident are not on the map",
    ),
    "group_too_many": Message(
        "group is more than one picture shows readably: choose some",
        "groups are more than one picture shows readably: choose some",
    ),
    "tie_not_drawn": Message(
        "tie is not drawn: one end is not shown", "ties are not drawn: one end of each is not shown"
    ),
    "membership_not_drawn": Message(
        "membership is not drawn: the group is not shown", "memberships are not drawn: their groups are not shown"
    ),
    "conflict_not_drawn": Message(
        "conflict is not drawn: a group of it is not shown", "conflicts are not drawn: a group of each is not shown"
    ),
    "alliance_not_drawn": Message(
        "alliance is not drawn: a group of it is not shown", "alliances are not drawn: a group of each is not shown"
    ),
    "count_withheld": Message(
        "row has a count that is withheld: it would tell about one person",
        "rows have a count that is withheld: it would tell about one person",
    ),
    "age_withheld": Message("age is withheld from you", "ages are withheld from you"),
}
NOTE_CODES = tuple(sorted({key.partition(":")[0] for key in NOTE_TEXTS}))
WHOLE_CODES = frozenset(  # of what is said of an answer as a whole
    key.partition(":")[0] for key, message in NOTE_TEXTS.items() if message.one == message.many
)

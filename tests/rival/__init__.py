"""The rival: every number of the definitions a second time, slowly, in plain Python, from the text alone.

It shares no code with `graph_service.analysis`; it reads records, not snapshots. `answers` brings both
into one form, `random_case` makes cases, `make` writes records in few words. Where the two differ, the
text decides, and the smallest case that shows it becomes a hand-reckoned one (`tests/reference`).

Readings, where the text is silent or can be taken in two ways:

Time
    - An incident of unknown date is always seen: it is counted, and too coarse for every window, also for
      one of 0 days. A coarse date overlaps no window of 0 days.
    - "<= n days" and "<= n years" of a coarse fact ask for one day: its representative day. "In that time"
      of the reach graph is a window: a coarse incident must lie inside as a whole.
    - Killed makes dead from the first day the incident is seen on, whatever its type, whether or not a
      group was involved, and also by an overdue row: a review that is late brings nobody back to life.
    - The one who stands for several rows has his own review_by; the others' reviews do not count.
    - A missing birth year makes a minor, and nobody under 15.
Incidents
    - A person linked twice as a victim of one incident counts once, with the worst harm.
    - In sums of victims an unknown low bound is 0, and one open end leaves the sum open.
    - Where both counts are 0 and victims_low is 1 or more, the outcome is injury (the order of the text).
Attribution
    - c of a group is the sum over the sets that hold it; sets that lineage makes alike add up.
    - A row of confidence 0 is a set: it switches derivation off, and its incident takes a column of the draws.
Groups
    - A group that became another is listed by the validity of its successor alone. Round a circle of
      successions the latest one has the last word.
    - Ranks, draws, spread and worst case are among the listed groups. V is reckoned for every group: one
      that is not listed and has V > 0 opens the gate, and counts as neither first, second nor third.
    - The table's c < 0.5 for spread and worst case uses the tolerance of c >= 0.5.
Retaliation
    - Groups are in a conflict for a window if they stood on different sides of it at some time from the
      incident's day to D. With no such conflict no truce closes the window.
    - A linked retaliation of unknown date closes nothing: "by D" needs a day. One of a coarse date closes
      from the first day of its period.
    - A truce of unknown start did not begin after the incident.
    - First to kill: only exactly dated incidents, also of those listed beside it.
Individuals
    - "Held as a fact" asks for no grade; the grade B2 belongs to the two sources.
    - An origin is followed as long as it is itself a source.
    - A membership counts as that of the successor, and is overdue with the successor's review.
    - Two facts of one kind with the same representative day are of one day.
    - Scoring facts that an exit must follow are seizures and threats made inside their limits, with or
      without the gate. An incident of unknown date is no obstacle, nor is an overdue membership.
    - Victim-only: a victim in any incident that is seen and not unfounded, by a row that is not overdue; an
      overdue membership makes nobody more than that, but an overdue ground of the gate (a role in a violent
      group among them) does.
    - Own groups (points, reach) are by memberships that are not overdue; the graph keeps overdue members.
    - "Other eligible persons" of the messenger lane are those in the graph of the chosen groups.
Reach
    - Projected pairs count as kind co_offending: left out where that kind is not chosen. A tie without a source
      is nobody's: the pair is projected beside it.
    - In a calculation the default pool is every person of the graph but victims only. A pool by parameter
      is barred to the dead, overdue, victim-only, in custody and cooling off, also in a calculation;
      minors and persons with an exit stay in a pool of named persons. The pool under supervision rests on
      orders: an overdue membership takes nobody out of it.
    - On a budget: the most reached, of these the fewest, of these the lexicographically smallest.
    - Sets with persons who must be chosen are held against each other alone; the curve begins with these persons, in
      the order of most newly reached. Who must not be chosen is not in the pool. A person in several rows may be
      named by any of them, or by all.
"""

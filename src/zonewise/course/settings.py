"""The numbers that turn a diary into facts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FactSettings:
    """How long answers stay good and how entries become facts; values and reasons stand in `asking.settings.yaml`.

    Days are logical days.
    """

    opioid_days: int  # Days for which an answer about opioids is good
    answer_days: int  # Days for which other answers are good
    suspicion_clears_after_green_days: int  # Green days after which a yes to a link is asked about again
    side_effect_days: int  # Days, today included, from which side effects speak for today
    spike_at: float  # Points from which sleep or anxiety is severe
    spike_above_usual: float  # Points above usual that make it a spike
    spike_spreads: float  # Own spreads above usual that make it a spike, where these are more points
    spike_rated_days: int  # Rated days in a row after which a spike is asked about; fewer are watched
    spike_days: int  # Days, today included, from which a rating or answer speaks for today
    reported_flare_days: int  # Days after it was last told for which a histamine or neurological flare is asked about
    new_symptom_grade: int  # Grade from which a side effect that came with a step is a new symptom
    green_gap_days: int  # Unknown days in a row that do not end a run of Green days...
    green_after_gap_days: int  # ...once so many Green days have followed them
    other_change_days: int  # Days for which "nothing else has changed" is good
    real_ratings_least: int  # Days with real ratings that a rise needs...
    real_ratings_days: int  # ...among the last so many days
    domains_before_rise: int  # Domains that have to be rated on some of these days
    check_ins_after_step_least: int  # Days with real ratings that a step needs after the last one...
    check_ins_after_step_days: int  # ...within so many days of it
    lower_dose_days: int  # Days in a row with the same part of a step that is a lower dose of the plan as well...
    higher_dose_days: int  # ...or with doses that come too often for a step, from which they are that dose
    dose_cycle_days: int  # Days back within which doses are held against the cycle of a step
    stable_days: int  # Days without a change after which a dose is settled
    missed_after_call_days: int  # Doses missed after a call up to which the same dose can go on
    bad_times_that_close: int  # Times that a dose went badly after which it is the prescriber's to decide
    own_lower_dose_days: int  # Logged days in a row on a lower dose that are the person's own step down
    relief_days: int  # Days of taking before anything is said of relief
    relief_estimate_days: int  # How long an estimate of relief stays good
    relief_look_days: int  # So many days lie between two estimates that the guidance is told
    opioid_free_days: int  # Days without short-acting opioids before a start
    opioid_free_days_long: int  # The same after methadone or buprenorphine
    surgery_hours: int  # Hours before an operation from which opioids count as planned
    other_cause_days: int  # Days before a flare in which another cause may explain it...
    other_cause_late_days: int  # ...and days after its first on which such a cause may still be written down
    second_reduction_days: int  # Days that a lower dose gets, and days without easing before a second reduction
    easing_by: float  # Spreads that a score must lie below the one at the reduction to be easing
    same_flare_days: int  # A flare that begins again at most so many days after its first Green day is the same one
    left_out_days_asked: int  # Doses left out in a row from which it is asked whether LDN is paused
    adult_age: int  # Age from which a person is no minor, years
    deviation_days: int  # Days, today included, for which doses above the named one are spoken of
    told_week_days: int  # Days before the diary that the person tells of, and for which that speaks for a start
    review_after_days: int  # Days on the target dose after which a review is due
    evenings_asked_after_step: int  # Evenings after an increase on which it is asked what is new or worse since
    last_week_reach_days: int  # Days before the first dose within which a word of the last week speaks of the start
    changes_apart_days: int  # Other changes less than so many days apart, or after the first day, count as one
    # The probability that a step caused a flare (`link_probability`); shares and chances from 0 to 1.
    cause_reach_days: int  # Days after an increase in which a flare may have been caused by it
    other_cause_explains_days: int  # Days of a flare for which another cause and a no to the step explain it
    not_tolerated_share: float  # Share of people who do not tolerate one of the doses of their plan
    not_tolerated_again: float  # Chance that a dose which went badly is one of these
    not_tolerated_when_borne: float  # Factor of the chance for a dose that was borne before
    days_before_step: int  # Days before an increase whose scores are looked at beside those after it
    prior_flares: float  # Flares of a person that are taken as counted before any is...
    prior_flare_days: float  # ...in so many days
    mild_effect_in_reactions: float  # Share of reactions with a new noticeable side effect that does not disturb...
    mild_effect_in_flares: float  # ...and of other flares
    denied_in_reactions: float  # Share of reactions of which the person says that the step was not the beginning...
    denied_in_flares: float  # ...and of other flares
    other_cause_in_reactions: float  # Share of reactions with another cause recorded nearby...
    other_cause_in_flares: float  # ...and of other flares
    reaction_height: float  # Spreads by which a reaction lifts the composite score, mean over people...
    reaction_height_sd: float  # ...and standard deviation
    reaction_onset_hours_fast: int  # Hours after which a reaction has come by two thirds, where it comes fast...
    reaction_onset_hours_middle: int  # ...in the middle...
    reaction_onset_hours_slow: int  # ...and slowly
    reaction_delayed: float  # Share of reactions still to come on a day that have not begun on the next
    reaction_delay_days: int  # Days after the first one on which a reaction may begin; a later one counts as the last
    flare_height: float  # Spreads by which another flare lifts it at first, mean...
    flare_height_sd: float  # ...and standard deviation
    flare_full_days: int  # Days for which it stands before it eases
    flare_days_short: int  # Days that a short flare lasts...
    flare_days_middle: int  # ...one in the middle...
    flare_days_long: int  # ...and a long one
    score_level_sd: float  # How far the level of some weeks lies from usual, standard deviation, spreads
    score_carried_sd: float  # Standard deviation of the part of a score that carries over, spreads...
    score_carried_over: float  # ...and how much of it is left the day after
    score_noise_sd: float  # Standard deviation of the part that does not, spreads
    course_days_least: int  # Days of a flare that have to be seen before the probability lowers a dose...
    acts_at_once_from: float  # ...unless it is as high as this
    loss_by_needless_fall: float  # What a step back for nothing weighs...
    loss_by_standing_reaction: float  # ...beside a reaction that is left standing

"""Many KPIs at once: progress and status over columns.

The functions for one figure (:mod:`~theoryofchange.measurement.status`,
:mod:`~theoryofchange.measurement.progress`, :mod:`~theoryofchange.measurement.band`) remain the
definition. What is here gives the same numbers and words for a hundred thousand KPIs in the time
those take for some hundreds, without the derivations; a test holds the two together. Whatever a
column does not hold is ``nan``, or :data:`~theoryofchange.measurement.many.plans.NO_DAY`.
"""

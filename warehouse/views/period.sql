-- period(starts_on, ends_before) 时期: A half-open stretch of time in short: 2019, 2019-H1, 2019-Q3, 2019-03, 2019-03-08, else first/last day
CASE
    WHEN starts_on IS NULL OR ends_before IS NULL THEN NULL
    WHEN ends_before <= starts_on + INTERVAL 1 DAY THEN strftime(starts_on, '%Y-%m-%d')
    WHEN day(starts_on) = 1 AND ends_before = starts_on + INTERVAL 1 MONTH THEN strftime(starts_on, '%Y-%m')
    WHEN day(starts_on) = 1 AND month(starts_on) IN (1, 4, 7, 10) AND ends_before = starts_on + INTERVAL 3 MONTH
        THEN strftime(starts_on, '%Y-Q') || quarter(starts_on)
    WHEN day(starts_on) = 1 AND month(starts_on) IN (1, 7) AND ends_before = starts_on + INTERVAL 6 MONTH
        THEN strftime(starts_on, '%Y-H') || CASE month(starts_on) WHEN 1 THEN '1' ELSE '2' END
    WHEN dayofyear(starts_on) = 1 AND ends_before = starts_on + INTERVAL 1 YEAR THEN strftime(starts_on, '%Y')
    ELSE strftime(starts_on, '%Y-%m-%d') || '/' || strftime(ends_before - INTERVAL 1 SECOND, '%Y-%m-%d')
END

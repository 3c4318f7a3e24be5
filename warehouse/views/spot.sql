-- spot(place_name, name, full_name, aliases) 地点: Name of what lies in a division (a village, a body, a town abroad) and has no code of its own; NULL for the division itself, by its name, full_name and aliases
CASE
    WHEN place_name IS NULL OR full_name IS NULL OR contains(full_name, place_name) THEN NULL
    WHEN ends_with(place_name, name) OR list_contains(aliases, place_name) THEN NULL
    WHEN regexp_matches(place_name, '^[全我本该此]') THEN NULL
    -- 东乡县 is 东乡族自治县, 無錫市 is 无锡市; 冯庄村 lies in 冯庄乡.
    WHEN length(place_name) <= length(name) AND NOT regexp_matches(place_name, '[村屯寨庄组]$|社区$')
        AND (left(place_name, 1) = left(name, 1)
            OR length(place_name) = length(name) AND right(place_name, 1) = right(name, 1)) THEN NULL
    ELSE place_name
END

-- full_place(place_name, name, full_name, aliases) 全称: Full name of a division, with the name of the spot in it behind; place_name alone where the division is unknown
coalesce(
    full_name || CASE
        WHEN spot(place_name, name, full_name, aliases) IS NULL THEN ''
        WHEN starts_with(place_name, name) THEN substring(place_name, length(name) + 1)
        ELSE place_name
    END,
    place_name
)

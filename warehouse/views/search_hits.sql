-- search_hits(query) 检索得分: One row per article that a search finds, unordered; `search` shows them
-- article_id 文章编号: Article
-- matched 命中词数: How many of the terms asked for it holds
-- score 得分: BM25 over title and body; the title weighs three times as much
-- spot 位置: Where in the body the weightiest of them stands first, from 0; NULL when in the title alone
WITH
-- Terms are of one width and in simplified characters; so is the query then.
folded AS MATERIALIZED (
    SELECT coalesce(
        translate(
            query,
            (SELECT m.value FROM meta AS m WHERE m.key = 'fold_from'),
            (SELECT m.value FROM meta AS m WHERE m.key = 'fold_to')
        ),
        query
    ) AS plain
),
-- "Quoted phrases" and blanks part the words; a quote without its other half is a blank.
words AS MATERIALIZED (
    SELECT DISTINCT s.plain AS word, s.given
    FROM (
        SELECT
            unnest(string_split_regex(f.plain, '["“][^"“”]+["”]|[\s"“”]+')) AS plain,
            unnest(string_split_regex(query, '["“][^"“”]+["”]|[\s"“”]+')) AS given
        FROM folded AS f
    ) AS s
    -- Marks alone are no word. (\p{L} would cost a millisecond to compile.)
    WHERE regexp_matches(s.plain, '[^!-/:-@[-`{-~。、《》〈〉「」『』【】〔〕…—·‘’]')
),
known AS MATERIALIZED (
    SELECT w.word, t.term, t.fields
    FROM (
        SELECT i.term, i.fields
        FROM terms AS i
        WHERE i.head IN (SELECT unicode(unnest(string_split(lower(f.plain), ''))) FROM folded AS f)
    ) AS t
    JOIN words AS w ON contains(lower(w.word), t.term)
),
-- Of the terms a word holds those that are not part of a longer one.
longest AS MATERIALIZED (
    SELECT k.word, k.term, k.fields
    FROM known AS k
    ANTI JOIN known AS l ON l.word = k.word AND l.term <> k.term AND contains(l.term, k.term)
),
-- And the parts of those that are rare: the first article with 粮食产量 does not hide those with 粮食 and 产量.
chosen AS (
    FROM longest
    UNION
    SELECT k.word, k.term, k.fields
    FROM known AS k
    SEMI JOIN longest AS l ON l.word = k.word AND l.fields < 20 AND contains(l.term, k.term)
    WHERE length(k.term) > 1
),
asked AS MATERIALIZED (
    SELECT
        c.word,
        c.term,
        ln(1 + (greatest(n.articles - c.fields, 0) + 0.5) / (c.fields + 0.5)) AS rarity,
        1::BIGINT << (row_number() OVER (ORDER BY c.term) % 62)::INTEGER AS bit
    FROM chosen AS c
    CROSS JOIN (SELECT count(*) AS articles FROM articles) AS n
),
-- What the index does not hold is looked for in the texts themselves: phrases, and words with characters that no term
-- covers. A phrase must be there, and a word that is asked for alone.
loose AS (
    SELECT w.word, max(w.given) AS given, (SELECT count(*) FROM words) = 1 AS must
    FROM words AS w
    LEFT JOIN longest AS l ON l.word = w.word
    GROUP BY w.word
    HAVING coalesce(sum(length(l.term)), 0) < length(w.word)
    UNION ALL
    SELECT
        unnest(regexp_extract_all(f.plain, '["“]([^"“”]+)["”]', 1)) AS word,
        unnest(regexp_extract_all(query, '["“]([^"“”]+)["”]', 1)) AS given,
        TRUE AS must
    FROM folded AS f
),
-- Each in simplified characters and as given.
forms AS MATERIALIZED (
    SELECT word, must, word AS form FROM loose
    UNION
    SELECT word, must, given AS form FROM loose
),
held AS (
    SELECT
        t.article_id,
        f.word,
        bool_or(f.must) AS must,
        max(CASE WHEN contains(t.title, f.form) THEN 30 ELSE 10 END) AS score,
        min(nullif(instr(t.body, f.form), 0)) - 1 AS spot
    FROM articles AS t
    JOIN forms AS f ON contains(t.body, f.form) OR contains(t.title, f.form)
    GROUP BY t.article_id, f.word
),
hits AS (
    SELECT
        p.article_id,
        a.bit,
        0 AS loose,
        0 AS required,
        a.rarity * CASE p.field
            WHEN 'title' THEN 6.6 * len(p.positions) / (len(p.positions) + 1.2)
            ELSE 2.2 * len(p.positions) / (len(p.positions) + 0.3 + 0.9 * p.field_chars / 800)
        END AS score,
        CASE p.field WHEN 'body' THEN p.positions[1] END AS spot
    FROM postings AS p
    JOIN asked AS a ON a.term = p.term
    UNION ALL
    SELECT h.article_id, 0 AS bit, 1 AS loose, h.must::INTEGER AS required, h.score, h.spot
    FROM held AS h
),
found AS (
    SELECT
        h.article_id,
        bit_or(h.bit) AS bits,
        sum(h.loose) AS loose,
        sum(h.required) AS required,
        -- Rounded, because sums of the same numbers in another order differ in the last digits.
        round(sum(h.score), 6) AS score,
        arg_max(h.spot, h.score - h.spot * 1e-9) AS spot
    FROM hits AS h
    GROUP BY h.article_id
)
SELECT f.article_id, (bit_count(f.bits) + f.loose)::INTEGER AS matched, f.score, f.spot::INTEGER AS spot
FROM found AS f
WHERE f.required = (SELECT count(DISTINCT l.word) FROM loose AS l WHERE l.must)

-- tokens 词: One row per word of a sentence, with its offsets
-- article_id 文章编号: Article
-- sentence_no 句序: Its row in sentences
-- token_no 词序: Order in the sentence, from 1
-- start_char 起: First character in articles.body, from 0
-- end_char 止: First character after the word
-- word 词: The word
-- tag 词性: Part of speech, as jieba names it
WITH
unnested AS (
    SELECT
        article_id,
        sentence_no,
        start_char,
        words,
        generate_subscripts(words, 1) AS token_no,
        unnest(words) AS word,
        unnest(tags) AS tag
    FROM sentences
)
SELECT
    article_id,
    sentence_no,
    token_no::INTEGER AS token_no,
    start_char + coalesce(length(array_to_string(list_slice(words, 1, token_no - 1), '')), 0)::INTEGER AS start_char,
    start_char + length(array_to_string(list_slice(words, 1, token_no), ''))::INTEGER AS end_char,
    word,
    tag
FROM unnested

-- run_health 运行状况: One row per run, with its rejects against the usual of the ten runs before
-- run_id 运行编号: Run
-- started_at 开始时间: UTC
-- seconds 用时（秒）: How long it took; NULL when it was cut off
-- status 结果: published, unchanged or failed
-- articles 文章数: Articles it loaded
-- metrics 指标数: Metrics it loaded
-- rejects 未收录数: Records it refused
-- reject_share 未收录占比: Part of its records that were refused, 0 to 1
-- usual_reject_share 通常占比: Median of the ten runs before that loaded anything
-- is_unusual 异常: It refused a quarter of its records more than usual, or failed
-- message 说明: What went wrong and what to do
WITH
counted AS (
    SELECT
        run_id,
        started_at,
        epoch(finished_at - started_at) AS seconds,
        status,
        coalesce(list_extract(map_extract(counts, 'articles'), 1), 0) AS articles,
        coalesce(list_extract(map_extract(counts, 'metrics'), 1), 0) AS metrics,
        coalesce(list_extract(map_extract(counts, 'rejects'), 1), 0) AS rejects,
        message
    FROM runs
),
shared AS (
    SELECT *, rejects / nullif(articles + rejects, 0) AS reject_share FROM counted
),
compared AS (
    SELECT
        *,
        median(reject_share) OVER (ORDER BY started_at, run_id ROWS BETWEEN 10 PRECEDING AND 1 PRECEDING)
            AS usual_reject_share
    FROM shared
)
SELECT
    run_id,
    started_at,
    seconds,
    status,
    articles,
    metrics,
    rejects,
    reject_share,
    usual_reject_share,
    status = 'failed' OR coalesce(reject_share > usual_reject_share + 0.25, FALSE) AS is_unusual,
    message
FROM compared
ORDER BY started_at DESC, run_id DESC

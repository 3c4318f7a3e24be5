-- reject_reasons 未收录原因: One row per step and reason for which records did not become articles
-- stage 环节: Step that refused them
-- reason 原因: Reason, from a closed list
-- records 记录数: Records refused
-- files 文件数: Raw files they are in
-- share 占比: Part of all rejects, 0 to 1
-- last_rejected_at 最近时间: UTC; when the last was refused
-- example_uri 例: Address of one of them
-- example_detail 例的说明: What exactly was wrong with it
SELECT
    r.stage,
    r.reason,
    count(*) AS records,
    count(DISTINCT r.file_uri) AS files,
    count(*) / sum(count(*)) OVER () AS share,
    max(r.rejected_at) AS last_rejected_at,
    min(r.uri) AS example_uri,
    arg_min(r.detail, r.uri) AS example_detail
FROM rejects AS r
GROUP BY r.stage, r.reason

"""Facts of one text without a warehouse: `.venv/bin/python examples/read_one_report.py`."""

import newsdb

TEXT = (
    "2021年，陈仓区坪头镇实施重点项目8个，完成投资2.08亿元，比上年增长28.4%。镇长李海燕说，力争2022年完成投资2.4亿元。"
)

found = newsdb.extract(TEXT, published="2022-01-10", title="坪头镇项目建设见实效")
for metric in found["metrics"]:
    print(metric["place_name"], metric["indicator"], metric["quote"], metric["starts_on"], metric["modality"], sep="\t")
for entity in found["entities"]:
    print(entity["kind"], entity["text"], entity["place_code"] or "", sep="\t")

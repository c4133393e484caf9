"""Captions and notes belong to their table, and to no section."""

from pathlib import Path

from assets.narrative.prose import read_prose
from assets.narrative.surroundings import surroundings_of
from tests.assets.narrative.manuscript import summary_of

TEXT = """# 第二部分
# 2023年度部门决算表
= 2023年度收入支出决算总表
| 公开01表
| 部门：某局
| 单位：万元
> 01
注：1.本表反映部门本年度的总收支和年末结转结余情况。
2.本套报表金额单位转换时可能存在尾数误差。
= 支出决算表
| 单位：万元
> 03
+
（续上表）
> 03
注：本表反映部门本年度各项支出情况。
（某局没有经营支出，故本表该栏无数据。）
= 政府购买服务情况表
| 单位：万元
> -
说明：本表为附表。
= 政府性基金预算财政拨款收入支出决算表
> 08
# 第三部分
一、收入决算情况说明
本年收入合计1,200.00万元。"""


def test_what_is_printed_around_the_nine_tables(tmp_path: Path) -> None:
    summary = summary_of(tmp_path / "tables.pdf", TEXT)
    for page in summary["prose"]:
        page["tables"] = [[*box, "" if code == "-" else code] for *box, code in page["tables"]]
    around, others = surroundings_of(summary, read_prose(summary))
    told = {
        code: ([p.text for p in captions], [p.text for p in notes])
        for code, (captions, notes) in around.items()
    }
    assert told == {
        "01": (
            ["2023年度收入支出决算总表", "公开01表", "部门：某局", "单位：万元"],
            [
                "注：1.本表反映部门本年度的总收支和年末结转结余情况。",
                "2.本套报表金额单位转换时可能存在尾数误差。",
            ],
        ),
        "03": (
            ["支出决算表", "单位：万元"],
            ["注：本表反映部门本年度各项支出情况。", "（某局没有经营支出，故本表该栏无数据。）"],
        ),
        "08": (["政府性基金预算财政拨款收入支出决算表"], []),
    }
    assert [paragraph.text for paragraph in others] == [
        *("第二部分", "2023年度部门决算表", "政府购买服务情况表", "单位：万元", "说明：本表为附表。"),
        *("第三部分", "一、收入决算情况说明", "本年收入合计1,200.00万元。"),
    ]


def test_a_report_without_tables_keeps_all_its_paragraphs(tmp_path: Path) -> None:
    summary = summary_of(tmp_path / "text.pdf", "一、收入决算情况说明\n注：本年收入合计1.00万元。")
    paragraphs = read_prose(summary)
    assert surroundings_of(summary, paragraphs) == ({}, paragraphs)

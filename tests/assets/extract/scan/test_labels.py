"""Labels, codes and numbers of columns put right, or doubted."""

from assets.extract.grid import Grid
from assets.extract.scan.cells import hand_on_doubts
from assets.extract.scan.column_numbers import restore_column_numbers
from assets.extract.scan.labels import correct_labels
from tests.assets.extract.grids import make_grid

DOUBT = "low_confidence"


def doubted(rows: list[list[str]], *places: tuple[int, int]) -> Grid:
    grid = make_grid(rows)
    for cell in grid.cells():
        cell.confidence = 0.5 if (cell.row, cell.col) in places else 1.0
        cell.doubt = DOUBT if (cell.row, cell.col) in places else ""
    return grid


def marks(grid: Grid) -> set[tuple[int, int]]:
    return {(cell.row, cell.col) for cell in grid.cells() if cell.doubt}


def test_the_name_of_a_code_is_put_right() -> None:
    grid = doubted([["2080505", "机关事业单位基木养老保险缴费支出", "160.75"]], (0, 1))
    correct_labels(grid)
    assert grid.text(0, 1) == "机关事业单位基本养老保险缴费支出"
    assert marks(grid) == set()


def test_a_label_that_may_be_either_of_two_is_doubted() -> None:
    grid = doubted([["年朱结转和结余", "5.00"]], (0, 0))
    correct_labels(grid)
    assert grid.text(0, 0) == "年朱结转和结余"
    hand_on_doubts(grid)
    assert marks(grid) == {(0, 0), (0, 1)}


def test_a_label_surely_read_is_left_alone() -> None:
    grid = doubted([["一、某某专项资金支出", "5.00"], ["2080505", "机关养老保险"]])
    correct_labels(grid)
    assert grid.texts(0) == ["一、某某专项资金支出", "5.00"]
    assert grid.texts(1) == ["2080505", "机关养老保险"]


def test_the_stroke_after_an_ordinal_is_put_right() -> None:
    grid = doubted([["十三·交通运输支出", "0.00"], ["·国防支出", "0.00"], ["八社会保障和就业支出", "1.20"]])
    correct_labels(grid)
    assert [grid.text(row, 0) for row in range(3)] == [
        "十三、交通运输支出",
        "国防支出",
        "八、社会保障和就业支出",
    ]


def test_a_code_is_doubted_that_is_none_or_another_subjects() -> None:
    rows = [
        ["201", "一般公共服务支出", "5.00"],
        ["20805", "行政事业单位养老支出", "5.00"],
        ["2080501", "行政单位离退休", "2.00"],
        ["208050", "机关事业单位基本养老保险缴费支出", "3.00"],
        ["2210202", "住房公积金", "4.00"],
    ]
    grid = doubted(rows)
    correct_labels(grid)
    hand_on_doubts(grid)
    assert marks(grid) == {(3, 0), (3, 1), (3, 2), (4, 0), (4, 2)}


def test_doubt_of_a_label_stops_at_the_next_block() -> None:
    grid = doubted([["301", "工资福利支出", "61.47", "302", "商品和服务支出", "206.41"]], (0, 0))
    hand_on_doubts(grid)
    assert marks(grid) == {(0, 0), (0, 2)}
    grid = doubted([["301", "工资福利支出", "61.47", "302", "商品和服务支出", "206.41"]], (0, 3))
    hand_on_doubts(grid)
    assert marks(grid) == {(0, 3), (0, 5)}


def test_misread_numbers_of_columns_are_restored() -> None:
    grid = doubted(
        [
            ["1", "2", "建", "4", "5", "6"],
            ["栏次", "", "1", "l", "3", "5"],
            ["", "合计", "5.00", "2", "3", "4"],
        ],
        (0, 2),
    )
    restore_column_numbers(grid)
    assert grid.texts(0) == ["1", "2", "3", "4", "5", "6"]
    assert grid.texts(2) == ["", "合计", "5.00", "2", "3", "4"]
    assert marks(grid) == set()


def test_a_code_in_parts_names_its_row() -> None:
    rows = [
        ["208", "05", "05", "机关事业单位基木养老保险缴费支出", "3.00"],
        ["221", "02", "", "住房改革支出", "4.00"],
    ]
    grid = doubted(rows, (0, 3))
    correct_labels(grid)
    assert grid.text(0, 3) == "机关事业单位基本养老保险缴费支出"
    assert marks(grid) == set()
    grid = doubted([["208", "05", "05", "住房公积金", "3.00"]])
    correct_labels(grid)
    assert marks(grid) == {(0, 2)}

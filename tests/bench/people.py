"""Invented people: their names, papers and addresses, the same in every run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product
from random import Random

from consul_desk.values import JsonValue
from consul_desk.vault.transliteration import spellings


def _words(text: str) -> list[str]:
    return text.split()


_STEMS = _words(
    """
    Андре Берез Вино Волк Воробь Голуб Гончар Громов Дани Дорон Ерём Жук Зайц Захар
    Зим Иван Игнат Капл Кова Козл Кораб Котл Крас Кузнец Лапт Лебед Лозин Лукь Макар
    Мальц Мельник Миха Мороз Муравь Наза Никит Новик Орл Осип Павл Петр Поляк Попо
    Род Рыбак Савель Сафр Семён Серге Смирн Соколь Соловь Степан Сухор Тарас Тимоф
    Ткач Третьяк Фёдор Фил Фом Хабар Хлеб Храмц Цветк Цыган Чайк Черн Чубар Шаповал
    Шевч Ширя Шуб Щёг Щерб Эльд Юд Яковл Ярош
    """
)
_ENDINGS = ("ов", "ев", "ин", "енко", "ский", "ук", "аев", "ихин", "ович", "ецкий", "яков")
_MEN = _words(
    """
    Александр Алексей Андрей Антон Артём Борис Вадим Валентин Василий Виктор Виталий
    Владимир Вячеслав Геннадий Георгий Глеб Григорий Даниил Денис Дмитрий Евгений
    Егор Иван Игорь Илья Кирилл Константин Лев Леонид Максим Михаил Никита Николай
    Олег Павел Пётр Роман Руслан Семён Сергей Станислав Степан Тимофей Фёдор Юрий
    Ярослав
    """
)
_WOMEN = _words(
    """
    Александра Алина Алла Анастасия Анна Валентина Валерия Варвара Вера Вероника
    Виктория Галина Дарья Диана Евгения Екатерина Елена Елизавета Жанна Зинаида Зоя
    Инна Ирина Карина Кристина Ксения Лариса Лидия Любовь Людмила Маргарита Марина
    Мария Надежда Наталья Нина Оксана Ольга Полина Светлана София Таисия Тамара
    Татьяна Ульяна Элла Эльвира Юлия Яна
    """
)
_TOWNS = _words(
    """
    Leipzig Dresden Chemnitz Halle Magdeburg Erfurt Jena Potsdam Cottbus Rostock
    Schwerin Hamburg Bremen Hannover Göttingen Kassel Köln Düsseldorf Bielefeld
    Münster Nürnberg München Würzburg Freiburg Tübingen Karlsruhe Mannheim
    Saarbrücken Trier Mainz
    """
)
_STREETS = _words(
    """
    Ahorn Birken Buchen Eichen Erlen Feld Garten Goethe Haupt Hölderlin Kant
    Kastanien Kirch Lessing Linden Markt Mozart Mühlen Neue Park Ring Rosen Schiller
    Schul See Ufer Wald
    """
)
_BIRTH_PLACES = _words(
    """
    Москва Казань Пермь Уфа Омск Томск Самара Саратов Воронеж Тверь Псков Мурманск
    Якутск Иркутск Чита Тула Рязань Калуга Орёл Курск Брянск Смоленск Владимир
    Кострома Ярославль
    """
)
_FAMILIES = [stem + ending for stem, ending in product(_STEMS, _ENDINGS)]


def families() -> Iterator[str]:
    """Family names as passports spell them, one after another without end."""
    return cycle(spellings(family.lower())[0].upper() for family in _FAMILIES)


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer; `about` is "applicant", "spouse", "paper" or "procedure"."""

    about: str
    key: str
    value: JsonValue


def facts_of(number: int) -> Iterator[Fact]:
    """Thirty answers in a case: two people, a passport, a move."""
    chance = Random(number)
    family = _FAMILIES[min(int(chance.expovariate(1 / 250)), len(_FAMILIES) - 1)]
    yield from _person(chance, "applicant", family, chance.random() < 0.5)
    answers: dict[str, JsonValue] = {
        "birth_place": chance.choice(_BIRTH_PLACES),
        "birth_country": "RU",
        "nationalities": ["RU"],
        "marital_status": "married",
        "religion": "none",
    }
    for key, value in answers.items():
        yield Fact("applicant", f"person.{key}", value)
    yield from _person(chance, "spouse", family, chance.random() < 0.5)
    yield from _paper(chance)
    yield from _procedure(chance)


def _person(chance: Random, about: str, family: str, is_man: bool) -> Iterator[Fact]:
    given = chance.choice(_MEN if is_man else _WOMEN)
    father = chance.choice(_MEN).rstrip("йьая")
    if not is_man:
        family = _female(family)
    answers = {
        "family_name": spellings(family.lower())[0].upper(),
        "given_names": spellings(given.lower())[0].upper(),
        "family_name_cyrillic": family,
        "given_names_cyrillic": given,
        "patronymic_cyrillic": father + ("ович" if is_man else "овна"),
        "born_on": _day(chance, 1940, 2006),
        "sex": "male" if is_man else "female",
    }
    for key, value in answers.items():
        yield Fact(about, f"person.{key}", value)


def _female(family: str) -> str:
    if family.endswith("ий"):
        return family[:-2] + "ая"
    return family + "а" if family.endswith(("в", "н")) else family


def _paper(chance: Random) -> Iterator[Fact]:
    answers = {
        "kind": "passport",
        "number": f"{chance.randrange(60, 80)} {chance.randrange(10**6, 10**7)}",
        "authority": f"ФМС {chance.randrange(10_000, 99_999)}",
        "issued_on": _day(chance, 2015, 2024),
        "valid_until": _day(chance, 2025, 2034),
        "country": "RU",
    }
    for key, value in answers.items():
        yield Fact("paper", f"identity_document.{key}", value)


def _procedure(chance: Random) -> Iterator[Fact]:
    answers: dict[str, JsonValue] = {
        "new_address": _address(chance),
        "previous_address": _address(chance),
        "landlord_name": f"{chance.choice(_STREETS)}er Wohnen GmbH",
        "move_in_on": _day(chance, 2024, 2026),
        "dwelling_kind": "sole",
    }
    for key, value in answers.items():
        yield Fact("procedure", f"procedure.{key}", value)


def _address(chance: Random) -> JsonValue:
    return {
        "street": f"{chance.choice(_STREETS)}straße",
        "house_number": str(chance.randrange(1, 200)),
        "postcode": f"{chance.randrange(1_000, 99_999):05}",
        "city": chance.choice(_TOWNS),
    }


def _day(chance: Random, first: int, last: int) -> str:
    month, day = chance.randrange(1, 13), chance.randrange(1, 29)
    return f"{chance.randrange(first, last + 1)}-{month:02}-{day:02}"

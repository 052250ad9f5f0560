"""Spellings of one name find one another, and the index agrees with what was typed.

Everybody here is invented, or so well known that the name is nobody's.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from consul_desk.vault.migrations.v0002_search import STATEMENTS
from consul_desk.vault.search import (
    match_expression,
    mentions,
    sounds_of,
    token_changes,
    tokens_of,
    words_of,
)

# Spellings of one name each: all of a line must find one another.
SAME = """
Щербакова Shcherbakova Schtscherbakowa Chtcherbakova Ščerbakova Szczerbakowa
Юлия Julija Yulia Iuliia Yuliya Julia Ioulia
Цой Tsoi Zoi Tsoy
Хрущёв Хрущев Khrushchev Chruschtschow Khrouchtchev Khrushchyov
Жуков Zhukov Shukow Schukow Joukov Žukov
Чайковский Tchaikovsky Tschaikowski Chaykovskiy Čajkovskij Tchaïkovski Chaikovskii
Ельцин Yeltsin Jelzin Eltsin Ieltsin
Ёлкин Елкин Yolkin Jolkin Elkin
Александр Aleksandr Alexander Alexandr
Евгений Evgeny Yevgeny Jewgeni Evgenii Yevgeniy Evguéni
Вячеслав Vyacheslav Viacheslav Wjatscheslaw Vjačeslav
Müller Mueller Muller
Schröder Schroeder Schroder
Жанна Zhanna Schanna Janna Žanna
Юрий Yuri Juri Iurii Yury Jurij Iouri
Сергей Sergei Sergey Sergej Serguei Serguéi
Андрей Andrei Andrey Andrej Andreï
Михаил Mikhail Michail Mihail Mikhaïl
Наталья Наталия Natalya Natalia Nataliia Natalja
Татьяна Tatyana Tatiana Tatjana
Ксения Kseniya Ksenia Xenia Kseniia
Фёдор Федор Fyodor Fedor Fjodor
Семён Semyon Semen Semjon
Артём Artyom Artem Artjom
Пётр Pyotr Petr Pjotr
Дмитрий Dmitry Dmitri Dmitrii Dmitrij Dmitriy
Людмила Lyudmila Liudmila Ljudmila Ludmila
София Софья Sofia Sofya Sophia Sofja
Илья Ilya Ilia Ilja
Мария Maria Mariya Mariia Marija
Анастасия Anastasia Anastasiia Anastasija
Елизавета Elizaveta Yelizaveta Jelisaweta
Зинаида Zinaida Sinaida
Захаров Zakharov Sacharow Zaharov
Кузнецов Kuznetsov Kusnezow Kouznetsov
Воробьёв Vorobyov Vorobev Worobjow Vorobyev
Соловьёв Solovyov Solovyev Solowjow Soloviev
Королёв Korolyov Korolev Koroljow
Горбачёв Gorbachev Gorbatschow Gorbatchev
Достоевский Dostoevsky Dostoyevsky Dostojewski Dostoïevski
Солженицын Solzhenitsyn Solschenizyn Soljenitsyne
Цветаева Tsvetaeva Zwetajewa Tsvetayeva Cvetaeva
Ахматова Akhmatova Achmatowa Ahmatova
Пушкин Pushkin Puschkin Pouchkine
Шостакович Shostakovich Schostakowitsch Chostakovitch
Прокофьев Prokofiev Prokofjew Prokofyev
Евтушенко Yevtushenko Jewtuschenko Evtouchenko
Яковлев Yakovlev Jakowlew Iakovlev
Юсупов Yusupov Jussupow Youssoupov Iusupov
Ющенко Yushchenko Juschtschenko Iouchtchenko
Шевченко Shevchenko Schewtschenko Chevtchenko Ševčenko
Хабибуллин Khabibullin Chabibullin
Рыбаков Rybakov Rybakow
Николаев Nikolaev Nikolayev Nikolajew
Ильич Ilyich Ilich Iljitsch
Васильевич Vasilyevich Vasilevich Wassiljewitsch
Щукин Shchukin Schtschukin Chtchoukine
Олександр Oleksandr
Сергій Serhii Serhiy Sergii
Євген Yevhen Yevgen Jewhen
Гончарук Honcharuk Goncharuk
Володимир Volodymyr Wolodymyr
Зеленський Zelensky Zelenskyi Selenskyj
Быкаў Bykau
Мюллер Müller Mueller
Шмидт Schmidt
Шульц Schulz Schultz
Strauß Strauss Штраус
Петров-Водкин Petrov-Vodkin Petrow-Wodkin
Мар'яна Маряна Maryana
"""

# Names of different people: neither may find the other.
DIFFERENT = """
Анна Светлана
Юлия Кулагин
Иванова Петрова
Жуков Зуев
Цой Зойкин
Ельцин Елисеев
Müller Miller
Schmidt Schmitz
Anna Hanson
Zhukov Zukerman
Сергей Georgi
Щербаков Серебряков
Хрущёв Крупин
Соколов Соловьёв
Михаил Michael
Ольга Олег
Марина Мария
Shcherbakova Serbakov
Чайковский Зайковский
Schukow Suchow
"""


def _pairs(table: str) -> list[tuple[str, str]]:
    lines = [line.split() for line in table.strip().splitlines()]
    return [(one, other) for names in lines for one in names for other in names if one != other]


@pytest.mark.parametrize(("kept", "typed"), _pairs(SAME))
def test_spellings_of_one_name_find_one_another(kept: str, typed: str) -> None:
    assert mentions(kept, typed)


@pytest.mark.parametrize(("kept", "typed"), _pairs(DIFFERENT))
def test_names_of_different_people_do_not(kept: str, typed: str) -> None:
    assert not mentions(kept, typed)


@pytest.mark.parametrize("line", SAME.strip().splitlines())
def test_spellings_of_one_name_sound_alike(line: str) -> None:
    heard = [
        frozenset(sound for word in words_of(name) for sound in sounds_of(word))
        for name in line.split()
    ]
    assert all(one & other for one in heard for other in heard)


@pytest.mark.parametrize("name", ["Щербакова", "SHCHERBAKOVA", "Schtscherbakowa", "Юлия"])
def test_each_beginning_of_two_letters_or_more_finds_the_name(name: str) -> None:
    assert all(mentions(name, name[:length]) for length in range(2, len(name) + 1))


@pytest.mark.parametrize(
    "typed", ["Shcher", "schtscherb", "chtche", "ščer", "щер", "ербак", "kov", "кова"]
)
def test_half_a_word_finds_in_either_script(typed: str) -> None:
    assert mentions("Щербакова", typed)


@pytest.mark.parametrize("typed", ["ßen", "strassen", "STRASSE", "HÖLDER", "hoelder", "1-15"])
def test_german_addresses_are_found_however_they_are_typed(typed: str) -> None:
    assert mentions("Hölderlinstraßen 11-15", typed)


# --- tokens

WORDS = st.text(alphabet="abcщяиё01 ", max_size=60)


@given(WORDS, WORDS)
def test_edited_tokens_are_those_of_the_new_document(old: str, new: str) -> None:
    before, after = ({t for f in text.split() for t in tokens_of(f)} for text in (old, new))
    lost, gained = token_changes(" ".join({*old.split()}), " ".join({*new.split()}))
    assert (before - set(lost)) | set(gained) == after
    assert set(lost) <= before
    assert not set(gained) & before


@given(st.lists(st.lists(st.text("abcщяи01=", min_size=1, max_size=20)), max_size=6))
def test_fts5_agrees_with_the_documents_after_any_edits(versions: list[list[str]]) -> None:
    connection = dbapi2.connect(":memory:", isolation_level=None)
    for statement in STATEMENTS[1:]:
        connection.execute(statement)
    old = ""
    for forms in [*versions, ["end"]]:
        new = " ".join(sorted({form for form in forms if "=" not in form[1:]}))
        lost, gained = token_changes(old, new)
        if old:
            connection.execute(
                "INSERT INTO search_index (search_index, rowid, tokens)"
                " VALUES ('delete', 1, ?)",
                (" ".join(lost),),
            )
            connection.execute("DELETE FROM search_document")
        if new:
            connection.execute(
                "INSERT INTO search_index (rowid, tokens) VALUES (1, ?)", (" ".join(gained),)
            )
            connection.execute("INSERT INTO search_document VALUES (1, 'c', '', ?)", (new,))
        old = new
        connection.execute(
            "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"
        )
    connection.close()


@given(st.text())
def test_any_typed_text_makes_an_expression_that_fts5_understands(text: str) -> None:
    expression = match_expression(text)
    if not expression:
        return
    connection = dbapi2.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (w, detail = 'none')")
    connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()
    connection.close()


@given(st.text(max_size=80))
def test_a_text_is_found_by_each_of_its_words(text: str) -> None:
    assert all(mentions(text, word) for word in words_of(text))

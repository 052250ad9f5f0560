"""Finding cases and people by what somebody types; everybody here is invented."""

from __future__ import annotations

import pytest

from consul_desk.vault.search import (
    mentions,
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

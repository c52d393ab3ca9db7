"""The tokens a customer is found by, and the order of names."""

from hypothesis import given
from hypothesis import strategies as st

from flows.customers.customer import salutation
from flows.customers.search import bigrams, customer_tokens, sort_key, term_tokens


def test_chinese_names_are_ordered_by_their_sound() -> None:
    assert sorted(("王芳", "安德烈", "陈小芳", "李四"), key=sort_key) == ["安德烈", "陈小芳", "李四", "王芳"]


@given(st.text(max_size=30), st.text(max_size=10))
def test_a_name_is_found_by_each_of_its_words(name: str, account: str) -> None:
    tokens = set(customer_tokens(name, account))
    for word in name.split():
        assert set(term_tokens(word)[0]) <= tokens


def test_one_latin_letter_is_no_token_and_one_ideograph_is() -> None:
    assert bigrams("a") == frozenset()
    assert bigrams("王") == {"王"}


def test_a_title_follows_a_chinese_surname_and_precedes_others() -> None:
    assert salutation("zh", "女士", "王", "王芳") == "王女士"
    assert salutation("en", "Ms.", "Delgado", "Ana Delgado") == "Ms. Delgado"
    assert salutation("en", "", "", "Ana") == "Ana"

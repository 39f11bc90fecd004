"""A way to mend a diagnostic, before it is told in a language."""

from __future__ import annotations

from backhaul.assist.places import TextEdit
from backhaul.frozen import frozen
from backhaul.language.kinds import Words


@frozen
class Mending:
    """What is done, in English and Chinese, of what is named; and the edits."""

    does: Words
    edits: tuple[TextEdit, ...]
    preferred: bool = False
    #: what stands in braces in the words
    name: str = ""

    def in_words(self, language: str) -> str:
        """What is done, in a language."""
        words = self.does.get(language.partition("-")[0], self.does["en"])
        return words.replace("{name}", self.name)


DELETE: Words = {"en": "delete this", "zh": "删除这一项"}
DELETE_LINE: Words = {"en": "delete this line", "zh": "删除这一行"}
QUOTE: Words = {"en": "quote this", "zh": "加上引号"}
ADD: Words = {"en": "add `{name}`", "zh": "补上 `{name}`"}
WRITE: Words = {"en": "write `{name}`", "zh": "改写为 `{name}`"}
LANGUAGE: Words = {"en": "add the missing language (`{name}`)", "zh": "补上缺少的语言（`{name}`）"}
GUARD: Words = {"en": "add `present({name})`", "zh": "补上 `present({name})`"}
SPACES: Words = {"en": "use spaces", "zh": "改用空格"}
HIDDEN: Words = {"en": "delete the hidden characters", "zh": "删除看不见的字符"}
OPTIONAL: Words = {"en": "declare `{name}` optional", "zh": "把 `{name}` 声明为可选"}
RENAME: Words = {"en": "call it `{name}`", "zh": "改名为 `{name}`"}
SWAP: Words = {"en": "exchange the two", "zh": "对调两者"}

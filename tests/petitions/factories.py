"""A petition with no arguments: brought in person, due in 60 days."""

from __future__ import annotations

from datetime import date

import factory

from assist.petitions.models import Petition, PetitionChannel
from tests.accounts.factories import Stored


class PetitionFactory(Stored):
    class Meta:
        model = Petition

    number = factory.Sequence(lambda n: f"XF-{n:03d}")
    received_on = date(2025, 12, 1)
    channel = PetitionChannel.VISIT
    field = "服务质量"
    matter = "反映服务大厅办事等候时间长"
    due_on = date(2026, 1, 30)
    petitioner = "欧阳小明"
    petitioner_phone = "13712345678"

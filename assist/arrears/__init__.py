"""清欠: debts, repayments, adjustments, the yearly plan, interest by the 条例."""

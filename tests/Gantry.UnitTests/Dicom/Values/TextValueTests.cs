using Gantry.Dicom.Values;
using Xunit;

namespace Gantry.UnitTests.Dicom.Values;

public sealed class TextValueTests
{
    [Fact]
    public void A_person_name_has_three_groups_of_five_components()
    {
        Assert.True(PersonName.TryParse("Yamada^Tarou=山田^太郎=やまだ^たろう", out PersonName name));
        Assert.Equal("Yamada", name.Alphabetic.Family);
        Assert.Equal("太郎", name.Ideographic.Given);
        Assert.Equal("やまだ", name.Phonetic.Family);
        Assert.Equal("Yamada^Tarou=山田^太郎=やまだ^たろう", name.ToString());
    }

    [Theory]
    [InlineData("Doe^Jane^^Dr^^", false, "Doe^Jane^^Dr")]
    [InlineData("Doe^Jane^^Dr^", true, "Doe^Jane^^Dr")]
    [InlineData("=山田", true, "=山田")]
    [InlineData("", true, "")]
    [InlineData("a=b=c=d", false, "a=b=c")]
    public void Names_are_read_even_when_they_break_the_rules(string text, bool isRight, string written)
    {
        Assert.Equal(isRight, PersonName.TryParse(text, out PersonName name));
        Assert.StartsWith(written, name.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData(" 1.50 ", "1.50")]
    [InlineData("-1024", "-1024")]
    [InlineData("1E3", "1000")]
    public void Decimals_are_exact(string text, string exact)
    {
        Assert.True(DecimalString.TryParse(text, out DecimalString value));
        Assert.Equal(decimal.Parse(exact, System.Globalization.CultureInfo.InvariantCulture), value.Exact);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,5")]
    [InlineData("1E999")]
    public void What_is_no_decimal_is_refused(string text) => Assert.False(DecimalString.TryParse(text, out _));

    [Theory]
    [InlineData(Math.PI)]
    [InlineData(-1.0 / 3e-200)]
    [InlineData(-1.2345678901234567e-300)]
    [InlineData(double.MaxValue)]
    [InlineData(0.0)]
    public void Decimals_are_written_within_sixteen_characters(double number)
    {
        DecimalString value = DecimalString.From(number);
        Assert.InRange(value.Text.Length, 1, 16);
        Assert.InRange(value.Number, number - (Math.Abs(number) * 1e-8), number + (Math.Abs(number) * 1e-8));
    }

    [Theory]
    [InlineData("+12 ", 12)]
    [InlineData("-2147483648", -2147483648)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("1.0", 1)]
    public void Integers_are_exact(string text, long expected)
    {
        Assert.True(IntegerString.TryParse(text, out long value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void What_is_no_integer_is_refused() => Assert.False(IntegerString.TryParse("1.5", out _));

    [Theory]
    [InlineData("045Y", 45, 'Y')]
    [InlineData("3m", 3, 'M')]
    public void Ages(string text, int count, char unit)
    {
        Assert.True(AgeString.TryParse(text, out AgeString age));
        Assert.Equal(new AgeString(count, unit), age);
        Assert.False(AgeString.TryParse("45", out _));
    }

    [Theory]
    [InlineData("1", 1, true)]
    [InlineData("1", 2, false)]
    [InlineData("1-3", 3, true)]
    [InlineData("1-3", 4, false)]
    [InlineData("2-2n", 4, true)]
    [InlineData("2-2n", 3, false)]
    [InlineData("1-n", 1000, true)]
    [InlineData("1-n or 1", 5, true)]
    public void Multiplicity(string text, int count, bool isAllowed)
    {
        Assert.True(ValueMultiplicity.TryParse(text, out ValueMultiplicity multiplicity));
        Assert.Equal(isAllowed, multiplicity.Allows(count));
    }

    [Fact]
    public void Every_multiplicity_of_the_dictionary_is_understood()
    {
        foreach (string text in (string[])["1", "1-2", "1-32", "2-n", "3-3n", "6-6n", "1-99"])
        {
            Assert.True(ValueMultiplicity.TryParse(text, out _), text);
        }

        Assert.False(ValueMultiplicity.TryParse("n", out _));
    }
}

using Gantry.Dicom.Text;
using Xunit;

namespace Gantry.UnitTests.Dicom.Text;

public sealed class SearchFoldingTests
{
    [Theory]
    [InlineData("Buc^Jérôme", "buc^jerome")]
    [InlineData("Buc^Je\u0301ro\u0302me", "buc^jerome")]
    [InlineData("STRASSE Straße ẞ", "strasse strasse ss")]
    [InlineData("Ødegård Łódź Đorđe Æsir Œuvre Þór", "odegard lodz dorde aesir oeuvre thor")]
    [InlineData("İstanbul Iğdır", "istanbul igdir")]
    [InlineData("ＹＡＭＡＤＡ", "yamada")]
    [InlineData("ﾔﾏﾀﾞ", "ヤマタ")]
    [InlineData("ヤマダ", "ヤマタ")]
    [InlineData("ΔΙΟΝΎΣΙΟΣ", "διονυσιοσ")]
    [InlineData("Διονύσιος", "διονυσιοσ")]
    [InlineData("ЛЮКСЕМБУРГ Ёлкин", "люксембург елкин")]
    [InlineData("홍길동 山田", "홍길동 山田")]
    [InlineData("أحمد مُحَمَّد", "احمد محمد")]
    [InlineData("שָׁלוֹם", "שלום")]
    [InlineData("กุ้ง", "กุ้ง")]
    [InlineData("O’Brien", "o'brien")]
    [InlineData("ﬁﬃ", "fiffi")]
    [InlineData("𠮷", "𠮷")]
    [InlineData("", "")]
    public void Keys_forget_case_accents_and_width(string text, string key) => Assert.Equal(key, SearchFolding.Fold(text));

    [Fact]
    public void Folding_twice_is_folding_once()
    {
        for (int c = 0; c < 0x10000; c++)
        {
            string once = SearchFolding.Fold([(char)c]);
            Assert.Equal(once, SearchFolding.Fold(once));
        }
    }
}

using Gantry.Archive.Compression;
using Gantry.Archive.Query;
using Gantry.Dicom;
using Xunit;

namespace Gantry.UnitTests.Archive.Compression;

public sealed class CompressionRuleTests
{
    private static readonly CompressionRule Good = new() { Name = "ct", To = TransferSyntax.JpegLsLossless.Uid };

    [Fact]
    public void A_rule_says_what_does_not_hold()
    {
        Assert.Null(Good.FindFault());
        Assert.NotNull((Good with { Name = "a/b" }).FindFault());
        Assert.NotNull((Good with { To = TransferSyntax.ExplicitVrBigEndian.Uid }).FindFault());
        Assert.NotNull((Good with { To = TransferSyntax.HtJ2k.Uid }).FindFault());
        Assert.Contains("loses", (Good with { To = TransferSyntax.JpegBaseline.Uid }).FindFault(), StringComparison.Ordinal);
        Assert.Null((Good with { To = TransferSyntax.JpegBaseline.Uid, IsLossyAllowed = true }).FindFault());
        Assert.NotNull((Good with { Quality = 0 }).FindFault());
        Assert.NotNull((Good with { AfterSeconds = -1 }).FindFault());
        Assert.NotNull((Good with { From = new TimeOnly(22, 0) }).FindFault());
        Assert.Null((Good with { IsOnArrival = true }).FindFault());
        Assert.NotNull((Good with { IsOnArrival = true, AfterSeconds = 1 }).FindFault());
        Assert.NotNull((Good with { IsOnArrival = true, To = TransferSyntax.JpegBaseline.Uid, IsLossyAllowed = true }).FindFault());
        Assert.NotNull((Good with { Conditions = [new AttributeCondition("NoSuchAttribute", ["x"])] }).FindFault());
    }

    [Theory]
    [InlineData("jpeglslossless", "1.2.840.10008.1.2.4.80")]
    [InlineData("1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.201")]
    [InlineData("CTImageStorage", null)]
    public void Transfer_syntaxes_are_named_by_UID_or_keyword(string word, string? uid) => Assert.Equal(uid, CompressionTargets.UidOf(word));
}

using Gantry.Server.Web.Frames;
using Xunit;

namespace Gantry.UnitTests.Web;

public sealed class FrameListTests
{
    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("12,13,0-3", new[] { 12, 13, 0, 1, 2, 3 })]
    [InlineData("5-5,5", new[] { 5, 5 })]
    public void ReadsNumbersAndRangesInTheirOrder(string text, int[] expected)
    {
        Assert.True(FrameList.TryParse(text, 20, 10, out List<int> frames));
        Assert.Equal(expected, frames);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,")]
    [InlineData("-1")]
    [InlineData("3-2")]
    [InlineData("1-2-3")]
    [InlineData("x")]
    [InlineData("20")]
    [InlineData("0-20")]
    [InlineData("0-10")]
    [InlineData("0-9,0")]
    [InlineData("99999999999")]
    [InlineData("0-2147483647")]
    public void RefusesWhatIsNoListOrTooLong(string text) => Assert.False(FrameList.TryParse(text, 20, 10, out _));
}

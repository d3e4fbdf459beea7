using Gantry.Server.Web.Manifest;
using Xunit;

namespace Gantry.UnitTests.Web;

public sealed class SegmentedTableTests
{
    [Fact]
    public void DiscreteSegmentsAreTakenAsTheyAre() => Assert.Equal([5, 6, 7], Expand(3, 0, 3, 5, 6, 7));

    [Fact]
    public void LinearSegmentsGoFromTheLastValueToTheirOwn() => Assert.Equal([10, 20, 30, 40, 50], Expand(5, 0, 1, 10, 1, 4, 50));

    [Fact]
    public void IndirectSegmentsRunEarlierOnesAgain() =>
        // Words 0-5: a discrete 100 and a line to 104; word 6: two segments from byte 0 again.
        Assert.Equal([100, 102, 104, 100, 102, 104], Expand(6, 0, 1, 100, 1, 2, 104, 2, 2, 0, 0));

    [Theory]
    [InlineData(4, 0, 3, 5, 6, 7)]
    [InlineData(2, 1, 2, 50)]
    [InlineData(2, 0, 9, 1)]
    [InlineData(2, 7, 1, 1)]
    [InlineData(9, 0, 1, 1, 2, 1, 6, 0)]
    [InlineData(9, 0, 1, 1, 2, 1, 3, 0)]
    [InlineData(9, 0, 1, 1, 2, 1, 200, 0)]
    public void WhatDoesNotMakeSenseIsNothing(int entries, params int[] words) => Assert.Null(SegmentedTable.Expand(Bytes(words), entries, 16));

    [Fact]
    public void AnOddNumberOfBytesIsOneByteAnEntry() => Assert.Equal([1, 0, 2, 0, 3, 0], SegmentedTable.Expand([0, 3, 1, 2, 3], 3, 8)!);

    [Fact]
    public void HostileSegmentsEndSoon()
    {
        byte[] words = Bytes([.. Enumerable.Repeat(new[] { 0, 1, 7, 2, 65535, 0, 0 }, 2000).SelectMany(w => w)]);
        Assert.Equal(4 * 65536 / 2, SegmentedTable.Expand(words, 65536, 16)?.Length ?? 4 * 65536 / 2);
    }

    private static int[] Expand(int entries, params int[] words) =>
        [.. SegmentedTable.Expand(Bytes(words), entries, 16)!.Chunk(2).Select(w => w[0] | (w[1] << 8))];

    private static byte[] Bytes(int[] words) => [.. words.SelectMany(w => (byte[])[(byte)w, (byte)(w >> 8)])];
}

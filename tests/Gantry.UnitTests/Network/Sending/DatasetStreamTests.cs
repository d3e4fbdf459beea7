using Gantry.Archive.Objects;
using Gantry.Server.Dimse.Sending;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.UnitTests.Network.Sending;

/// <summary>A data set read in pieces, and the memory that is lent for them.</summary>
public sealed class DatasetStreamTests
{
    private readonly MemoryObjects objects = new();
    private readonly PiecePool pool = new();

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(10, 70_000, 5)]
    [InlineData(3_000_000, 0, 0)]
    [InlineData(100_000, 2_500_001, 100_000)]
    public async Task Pieces_make_up_the_data_set(int before, int range, int behind)
    {
        byte[] all = new byte[before + range + behind];
        new Random(5).NextBytes(all);
        ObjectPlace place = objects.Add(all);
        using DatasetStream stream = new(objects, pool, place, new ByteRange(before, range), all.AsMemory(0, before), all.AsMemory(before + range));
        using MemoryStream gathered = new();
        for (ReadOnlyMemory<byte> piece = await stream.NextAsync(default); !piece.IsEmpty; piece = await stream.NextAsync(default))
        {
            gathered.Write(piece.Span);
        }

        Assert.Equal(all, gathered.ToArray());
        Assert.True((await stream.NextAsync(default)).IsEmpty);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_before_anything_is_handed_out()
    {
        using DatasetStream stream = new(objects, pool, new ObjectPlace("memory", "gone", 0, 100), new ByteRange(0, 100));
        await Assert.ThrowsAsync<ObjectStoreException>(async () => await stream.PrepareAsync(default));
    }

    [Fact]
    public async Task A_large_piece_is_lent_again_but_not_one_that_may_still_be_in_use()
    {
        ObjectPlace place = objects.Add(new byte[200_000]);
        DatasetStream first = Open(place);
        ReadOnlyMemory<byte> piece = await first.NextAsync(default);
        Assert.True((await first.NextAsync(default)).IsEmpty);
        await first.DisposeAsync();

        DatasetStream second = Open(place);
        Assert.True((await second.NextAsync(default)).Equals(piece));
        await second.DisposeAsync();

        await using DatasetStream third = Open(place);
        Assert.False((await third.NextAsync(default)).Equals(piece));
    }

    [Fact]
    public async Task When_much_is_lent_nothing_is_read_ahead_and_pieces_become_small()
    {
        ObjectPlace place = objects.Add(new byte[200_000]);
        List<DatasetStream> open = [];
        while (pool.HasRoomAhead)
        {
            open.Add(Open(place));
            await open[^1].PrepareAsync(default);
        }

        Assert.InRange(open.Count, 2, 100);
        int length;
        do
        {
            open.Add(Open(place));
            length = (await open[^1].NextAsync(default)).Length;
        }
        while (length == 200_000);

        Assert.Equal(65_536, length);
        open.ForEach(s => s.Dispose());
        Assert.True(pool.HasRoomAhead);
    }

    private DatasetStream Open(ObjectPlace place) => new(objects, pool, place, new ByteRange(0, place.Length));
}

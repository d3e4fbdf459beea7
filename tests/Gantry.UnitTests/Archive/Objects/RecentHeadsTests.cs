using Gantry.Archive.Objects;
using Xunit;

namespace Gantry.UnitTests.Archive.Objects;

public sealed class RecentHeadsTests
{
    private readonly RecentHeads heads = new();

    [Fact]
    public void A_kept_head_is_read_in_part_but_never_beyond_its_end()
    {
        ObjectPlace place = new("local", "a", 512, 1000);
        heads.Keep(place, [1, 2, 3, 4]);

        byte[] two = new byte[2];
        Assert.True(heads.TryRead(place, 1, two));
        Assert.Equal([2, 3], two);
        Assert.False(heads.TryRead(place, 3, two));
        Assert.False(heads.TryRead(place with { Offset = 513 }, 0, two));
    }

    [Fact]
    public void A_forgotten_segment_is_read_from_disk_again()
    {
        ObjectPlace place = new("local", "a", 512, 1000);
        heads.Keep(place, [1, 2]);
        heads.Forget("b");
        Assert.True(heads.TryRead(place, 0, new byte[2]));
        heads.Forget("a");
        Assert.False(heads.TryRead(place, 0, new byte[2]));
    }

    [Fact]
    public void The_oldest_go_when_there_are_many()
    {
        byte[] head = new byte[16 << 10];
        ObjectPlace Place(int n) => new("local", "a", n * 4096L, 100_000);
        for (int i = 0; i < 1100; i++)
        {
            heads.Keep(Place(i), head);
        }

        Assert.False(heads.TryRead(Place(0), 0, new byte[1]));
        Assert.True(heads.TryRead(Place(1099), 0, new byte[1]));
        Assert.Equal(1024, Enumerable.Range(0, 1100).Count(n => heads.TryRead(Place(n), 0, new byte[1])));
    }

    [Fact]
    public void A_large_head_is_not_kept()
    {
        ObjectPlace place = new("local", "a", 512, 100_000);
        heads.Keep(place, new byte[(16 << 10) + 1]);
        Assert.False(heads.TryRead(place, 0, new byte[1]));
    }
}

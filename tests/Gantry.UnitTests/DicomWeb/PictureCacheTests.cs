using Gantry.Server.DicomWeb.Rendered;
using Xunit;

namespace Gantry.UnitTests.DicomWeb;

public sealed class PictureCacheTests
{
    [Fact]
    public void WhatWasUsedLastStays()
    {
        PictureCache cache = new(40);
        for (int i = 0; i < 8; i++)
        {
            cache.Add($"{i}", new byte[5]);
        }

        Assert.Equal(5, cache.Find("0").Length);
        cache.Add("8", new byte[5]);
        Assert.Equal(5, cache.Find("0").Length);
        Assert.True(cache.Find("1").IsEmpty);
        Assert.Equal(5, cache.Find("8").Length);
    }

    [Fact]
    public void WhatIsTooLargeIsNotKept()
    {
        PictureCache cache = new(40);
        cache.Add("large", new byte[6]);
        Assert.True(cache.Find("large").IsEmpty);
        new PictureCache(0).Add("any", new byte[1]);
    }
}

using Gantry.Archive;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Server.Web.Manifest;
using Xunit;

namespace Gantry.UnitTests.Web;

public sealed class FrameOrderTests
{
    private static readonly double[] Axial = [1, 0, 0, 0, 1, 0];

    [Fact]
    public void SlicesLieAlongTheNormalInTheDirectionOfTheirNumbers()
    {
        Assert.Equal([1, 2, 3, 4], Order(At(1, 0), At(2, 5), At(3, 10), At(4, 15)));
        Assert.Equal([1, 2, 3, 4], Order(At(4, 0), At(3, 5), At(2, 10), At(1, 15)));

        // One number is out of place: where it lies decides.
        Assert.Equal([1, 2, 9, 3, 4], Order(At(1, 0), At(2, 5), At(3, 15), At(4, 20), At(9, 10)));
    }

    [Fact]
    public void WhatLiesInOnePlaceOrInSeveralOrientationsGoesByNumber()
    {
        Assert.Equal([1, 2, 3], Order(At(3, 0), At(1, 20), At(2, 20)));
        Assert.Equal([1, 2, 3], Order(At(3, 0), At(1, 20), At(2, 10, [0, 1, 0, 0, 0, -1])));
        Assert.Equal([1, 2, 3], Order(At(3, 0), At(1, 20), At(2, 10) with { Position = null }));
        Assert.Equal([1, 2, 3], Order(At(3, 0), At(1, 20), At(2, 10, [1, 0, 0])));
    }

    [Fact]
    public void WithoutNumbersTheUidDecidesAndThenTheFrame()
    {
        List<FrameFacts> frames = [Make("1.3", null, 1), Make("1.3", null, 0), Make("1.2", null, 0), Make("1.9", 7, 0)];
        FrameOrder.Sort(frames);
        Assert.Equal(["1.9/0", "1.2/0", "1.3/0", "1.3/1"], frames.Select(f => $"{f.Instance.Identity.Instance}/{f.Frame}"));
    }

    private static IEnumerable<int> Order(params FrameFacts[] facts)
    {
        List<FrameFacts> frames = [.. facts];
        FrameOrder.Sort(frames);
        return frames.Select(f => f.Number!.Value);
    }

    private static FrameFacts At(int number, double z, double[]? orientation = null) =>
        Make($"1.2.{number}", number, 0) with { Position = [0, 0, z], Orientation = orientation ?? Axial };

    private static FrameFacts Make(string uid, int? number, int frame) => new(
        new StoredInstance
        {
            Identity = new InstanceIdentity(StudyUid.Parse("1"), SeriesUid.Parse("1.1"), InstanceUid.Parse(uid), Uids.CTImageStorage),
            TransferSyntaxUid = TransferSyntax.ExplicitVrLittleEndian.Uid, Place = new ObjectPlace("local", "s", 0, 1), Crc32 = 0, DatasetCrc32 = 0, DatasetLength = 1, ChangeNumber = 1,
        },
        number, frame, "", null, null, 1);
}

using Gantry.Archive;
using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.UnitTests.Archive.Retrieve;

public sealed class HeaderReaderTests
{
    /// <summary>A few hundred KB that inflate to 96 MB.</summary>
    [Fact]
    public async Task A_deflated_object_does_not_inflate_beyond_its_bound()
    {
        Dataset large = DatasetBuilder.Ct("1.2", "1.2.1", "1.2.1.1").Set(Tags.NumberOfFrames, 190_000).Set(Tags.PixelData, Vr.OW, new byte[96 << 20]);
        byte[] file = DatasetBuilder.EncodeFile(large, TransferSyntax.DeflatedExplicitVrLittleEndian);
        large.Remove(Tags.PixelData);
        Assert.True(file.Length < 1 << 20);
        MemoryObjects objects = new();
        StoredInstance stored = new()
        {
            Identity = new InstanceIdentity(StudyUid.Parse("1.2"), SeriesUid.Parse("1.2.1"), InstanceUid.Parse("1.2.1.1"), Uids.CTImageStorage),
            TransferSyntaxUid = TransferSyntax.DeflatedExplicitVrLittleEndian.Uid,
            Place = objects.Add(file),
            Crc32 = 0,
            DatasetCrc32 = 0,
            DatasetLength = file.Length,
            ChangeNumber = 1,
        };

        long before = GC.GetAllocatedBytesForCurrentThread();
        Dataset header = await new HeaderReader(objects).ReadAsync(stored, CancellationToken.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, 256 << 20);
        Assert.Equal(large.Select(e => e.Tag), header.Where(e => e.Tag != Tags.PixelData).Select(e => e.Tag));
        Assert.True(header.TryGet(Tags.PixelData, out Element pixels));
        Assert.Equal(2, pixels.Value.Length);
    }
}

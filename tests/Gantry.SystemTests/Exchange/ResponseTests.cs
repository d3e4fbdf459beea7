using System.Buffers.Binary;
using Gantry.Network.Dimse;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.SystemTests.Exchange;

/// <summary>How a C-STORE-RSP lies on the wire: split over segments, a sender that delays its acknowledgements waits 40 ms for the rest.</summary>
public sealed class ResponseTests
{
    private const byte DataTransfer = 0x04;

    [Fact]
    public async Task A_C_STORE_RSP_is_one_PDU_that_arrives_in_one_read()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        StorableFile[] files = [.. Enumerable.Range(0, 50).Select(_ => StorableFile.Read(DatasetBuilder.EncodeFile(DatasetBuilder.Ct()))!)];
        ReadsStream? wire = null;
        await using StoreSender sender = await StoreSender.OpenAsync(gantry, files, around: s => wire = new ReadsStream(s));
        int before = wire!.Reads.Count;
        foreach (StorableFile file in files)
        {
            Assert.Equal((ushort?)DimseStatus.Success, (await sender.StoreAsync(file))?.Status);
        }

        byte[][] reads = [.. wire.Reads.Skip(before)];
        Assert.Equal(files.Length, reads.Length);
        Assert.All(reads, r =>
        {
            Assert.Equal(DataTransfer, r[0]);
            Assert.Equal(6 + BinaryPrimitives.ReadUInt32BigEndian(r.AsSpan(2)), (uint)r.Length);
        });
    }
}

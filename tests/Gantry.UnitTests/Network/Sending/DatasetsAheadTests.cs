using Gantry.Archive;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;
using Gantry.Server.Dimse.Sending;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.UnitTests.Network.Sending;

/// <summary>The next instance is read while the answer for the one before is awaited.</summary>
public sealed class DatasetsAheadTests : IAsyncLifetime
{
    private static readonly TransferSyntax Syntax = TransferSyntax.ExplicitVrLittleEndian;
    private readonly MemoryObjects objects = new();
    private readonly string scratch = Directory.CreateTempSubdirectory("gantry-ahead").FullName;
    private readonly OutgoingDatasets datasets;
    private readonly DatasetsAhead ahead;

    public DatasetsAheadTests()
    {
        datasets = new OutgoingDatasets(objects, ScratchFolder.Open(scratch));
        ahead = new DatasetsAhead(datasets);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await ahead.DisposeAsync();
        datasets.Dispose();
        Directory.Delete(scratch, recursive: true);
    }

    [Fact]
    public async Task The_next_is_read_once_and_handed_out_in_its_turn()
    {
        StoredInstance[] run = [Store(1), Store(2), Store(3)];
        ahead.Expect(run);
        await SendAsync(run[0], 1);
        Assert.Equal(2, objects.Reads);
        await SendAsync(run[1], 2);
        await SendAsync(run[2], 3);
        Assert.Equal(3, objects.Reads);
    }

    [Fact]
    public async Task Where_another_is_sent_than_was_expected_it_is_read_and_the_rest_follows()
    {
        StoredInstance[] run = [Store(1), Store(2), Store(3), Store(4)];
        ahead.Expect(run);
        await SendAsync(run[0], 1);
        await SendAsync(run[2], 3);
        await SendAsync(run[3], 4);
        Assert.Equal(4, objects.Reads);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_in_its_turn()
    {
        StoredInstance missing = Store(2) with { Place = new ObjectPlace("memory", "gone", 0, 300) };
        StoredInstance[] run = [Store(1), missing];
        ahead.Expect(run);
        await SendAsync(run[0], 1);
        await Assert.ThrowsAsync<ObjectStoreException>(async () => await ahead.OpenAsync(missing, Syntax, default));
    }

    [Fact]
    public async Task What_must_be_converted_is_not_opened_ahead()
    {
        StoredInstance[] run = [Store(1), Store(2)];
        ahead.Expect(run);
        (OutgoingDataset? first, _) = await ahead.OpenAsync(run[0], Syntax, default);
        await ahead.ReadNextAsync(run[0], _ => TransferSyntax.ImplicitVrLittleEndian, default);
        await first!.DisposeAsync();
        Assert.Equal(1, objects.Reads);
    }

    private async Task SendAsync(StoredInstance instance, byte content)
    {
        (OutgoingDataset? dataset, _) = await ahead.OpenAsync(instance, Syntax, default);
        await using (dataset)
        {
            await ahead.ReadNextAsync(instance, _ => Syntax, default);
            ReadOnlyMemory<byte> piece = await ((DatasetStream)dataset!.Stream).NextAsync(default);
            Assert.Equal(200, piece.Length);
            Assert.True(piece.Span.IndexOfAnyExcept(content) < 0);
        }
    }

    /// <summary>200 bytes of data set behind 100 of preamble and meta information.</summary>
    private StoredInstance Store(byte content) => new()
    {
        Identity = new InstanceIdentity(StudyUid.Parse("1.2"), SeriesUid.Parse("1.2.3"), InstanceUid.Parse($"1.2.3.{content}"), Uids.CTImageStorage),
        TransferSyntaxUid = Syntax.Uid,
        Place = objects.Add([.. new byte[100], .. Enumerable.Repeat(content, 200)]),
        Crc32 = 1,
        DatasetCrc32 = 1,
        DatasetLength = 200,
        ChangeNumber = content,
    };
}

using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using Gantry.Archive.Index;
using Gantry.Archive.Metadata;
using Gantry.Archive.Objects;
using Gantry.Archive.Query;
using Gantry.Backends.Sqlite;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gantry.BackendTests.Index;

public sealed class SeriesMetadataTests : IDisposable
{
    private static readonly StudyUid Study = StudyUid.Parse("1.2");
    private static readonly SeriesUid Series = SeriesUid.Parse("1.2.1");

    private readonly string folder = Directory.CreateTempSubdirectory("gantry-derived-").FullName;
    private readonly SqliteIndexFile file;
    private readonly SqliteArchiveIndex index;
    private readonly SqliteMetadataStore store;
    private readonly MemoryObjects objects = new();
    private readonly EntryBuilder entries = new();
    private readonly SeriesMetadataService service;

    public SeriesMetadataTests()
    {
        SqliteOptions options = new() { Folder = folder };
        file = SqliteIndexFile.Open(options, TimeProvider.System);
        index = new SqliteArchiveIndex(file);
        store = SqliteMetadataStore.Open(options);
        SqliteInstanceCatalog catalog = new(file);
        service = new SeriesMetadataService(catalog, store, new SeriesMetadataBuilder(catalog, objects));
    }

    public void Dispose()
    {
        store.Dispose();
        file.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_record_has_every_attribute_in_instance_order_and_names_bulk_data()
    {
        Store("1.2.1.2", 2);
        Store("1.2.1.1", 1);
        JsonElement record = await ReadAsync();

        Assert.Equal(["1.2.1.1", "1.2.1.2"], record.EnumerateArray().Select(i => Text(i, "00080018")));
        JsonElement first = record[0];
        Assert.Equal("instances/1.2.1.1/bulkdata/7FE00010", first.GetProperty("7FE00010").GetProperty("BulkDataURI").GetString());
        Assert.Equal("instances/1.2.1.1/bulkdata/00420011", first.GetProperty("00420011").GetProperty("BulkDataURI").GetString());
        Assert.True(first.GetProperty("00282000").TryGetProperty("InlineBinary", out _));
        Assert.True(first.TryGetProperty("7FE10010", out _));
        Assert.Equal("OW", first.GetProperty("7FE00010").GetProperty("vr").GetString());
    }

    [Fact]
    public async Task A_kept_record_serves_until_the_series_changes()
    {
        Store("1.2.1.1", 1);
        await ReadAsync();
        int reads = objects.Reads;
        Assert.Equal(1, (await ReadAsync()).GetArrayLength());
        Assert.Equal(reads, objects.Reads);

        Store("1.2.1.2", 2);
        Assert.Equal(2, (await ReadAsync()).GetArrayLength());
        index.Delete(Study, Series, InstanceUid.Parse("1.2.1.1"), "test");
        Assert.Equal(1, (await ReadAsync()).GetArrayLength());
        index.Delete(Study, null, null, "test");
        Assert.Null(await service.GetAsync(Study, Series, default));
    }

    [Fact]
    public async Task A_broken_file_of_records_is_made_anew()
    {
        Store("1.2.1.1", 1);
        await ReadAsync();
        string other = Directory.CreateDirectory(Path.Combine(folder, "other")).FullName;
        await File.WriteAllTextAsync(Path.Combine(other, "derived.db"), "this is no database, and long enough to be taken for the header of one");
        using SqliteMetadataStore anew = SqliteMetadataStore.Open(new SqliteOptions { Folder = other });
        Assert.Equal(0, anew.Cursor);
        Assert.Null(anew.Find(Study, Series));
    }

    [Fact]
    public async Task The_follower_makes_records_of_quiet_series()
    {
        Store("1.2.1.1", 1);
        using CancellationTokenSource stop = new();
        SqliteChangeFeed feed = new(file);
        ManualTime time = new();
        Task running = new MetadataFollower(feed, service, store, time, NullLogger<MetadataFollower>.Instance).RunAsync(stop.Token);
        await time.TimerSet.WaitAsync(Eventually.Patience);
        Assert.Null(store.Find(Study, Series));

        // The series was just stored: making its record is the only thing that the follower does once the time is up; then it waits for the feed.
        time.Advance(MetadataFollower.QuietTime);
        await Eventually.IsAsync(() => store.Cursor == feed.Latest);
        await stop.CancelAsync();
        await running;
        Assert.NotNull(store.Find(Study, Series));
    }

    [Fact]
    public async Task A_series_of_which_no_record_can_be_made_holds_up_no_other()
    {
        Store("1.2.1.1", 1);
        using CancellationTokenSource stop = new();
        SqliteChangeFeed feed = new(file);
        ManualTime time = new();
        Stumbling metadata = new();
        Task running = new MetadataFollower(feed, metadata, store, time, NullLogger<MetadataFollower>.Instance).RunAsync(stop.Token);
        await time.TimerSet.WaitAsync(Eventually.Patience);
        time.Advance(MetadataFollower.QuietTime);
        await Eventually.IsAsync(() => store.Cursor == feed.Latest);
        Assert.Equal(1, metadata.Asked);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_search_adds_what_only_the_stored_instances_know()
    {
        Store("1.2.1.1", 1);
        HeaderQueryEngine queries = new(new SqliteQueryEngine(file), new SqliteInstanceCatalog(file), objects);
        Dataset all = Assert.Single((await queries.QueryAsync(new QueryRequest { Level = QueryLevel.Instance, IncludeAll = true }, default)).Matches);
        Assert.Equal("Größe", all.GetString(Tags.ImageComments));
        Assert.Equal("Öl", Assert.Single(all.GetItems(Tags.ContrastBolusAgentSequence)).GetString(Tags.CodeMeaning));
        Assert.False(all.Contains(Tags.PixelData));
        Assert.False(all.Contains(Tags.EncapsulatedDocument));

        Dataset study = Assert.Single((await queries.QueryAsync(new QueryRequest { Level = QueryLevel.Study, Include = [Tags.ImageComments] }, default)).Matches);
        Assert.Equal("Größe", study.GetString(Tags.ImageComments));
        Assert.False(study.Contains(Tags.ContrastBolusAgentSequence));
        Assert.Equal(2, objects.Reads / 2);
    }

    private void Store(string instance, int number)
    {
        Dataset dataset = new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 100").Set(Tags.ImageComments, "Größe")
            .Set(Tags.SOPClassUID, Uids.CTImageStorage).Set(Tags.SOPInstanceUID, instance).Set(Tags.StudyInstanceUID, "1.2").Set(Tags.SeriesInstanceUID, "1.2.1")
            .Set(Tags.InstanceNumber, number)
            .Set(Tags.ICCProfile, Vr.OB, new byte[100]).Set(Tags.EncapsulatedDocument, Vr.OB, new byte[5000])
            .Set(Tags.PixelData, Vr.OW, new byte[512]).Set(new DicomTag(0x7FE1_0010), Vr.LO, "VENDOR");
        dataset.SetItems(Tags.ContrastBolusAgentSequence, new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 100").Set(Tags.CodeMeaning, "Öl"));
        ArrayBufferWriter<byte> bytes = new();
        DicomFile.Create(dataset, TransferSyntax.ExplicitVrLittleEndian).Write(bytes);
        byte[] all = bytes.WrittenSpan.ToArray();
        int pixels = all.Length - 512 - 8 - 6;
        InstanceEntry entry = entries.Make("1.2", "1.2.1", instance, (Tags.InstanceNumber, $"{number}")) with
        {
            Place = objects.Add(all),
            Frames = new FrameTable { Count = 1, IsEncapsulated = false, PixelData = new ByteRange(pixels, 512), BitsPerFrame = 4096 },
        };
        Assert.Equal(CommitStatus.Added, index.Commit([entry], [])[0].Status);
    }

    private async Task<JsonElement> ReadAsync()
    {
        SeriesMetadataRecord record = (await service.GetAsync(Study, Series, default))!;
        await using GZipStream gzip = new(new MemoryStream(record.GzipJson.ToArray()), CompressionMode.Decompress);
        using MemoryStream json = new();
        await gzip.CopyToAsync(json);
        Assert.Equal(record.JsonLength, json.Length);
        JsonElement root = JsonDocument.Parse(json.ToArray()).RootElement;
        Assert.Equal(record.InstanceCount, root.GetArrayLength());
        return root;
    }

    private static string? Text(JsonElement instance, string tag) => instance.GetProperty(tag).GetProperty("Value")[0].GetString();

    private sealed class Stumbling : ISeriesMetadata
    {
        public int Asked { get; private set; }

        public ValueTask<SeriesMetadataRecord?> GetAsync(StudyUid study, SeriesUid series, CancellationToken cancellationToken)
        {
            Asked++;
            throw new ArgumentException("nobody has thought of this");
        }
    }
}

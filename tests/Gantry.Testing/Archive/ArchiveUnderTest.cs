using System.Buffers;
using Gantry.Archive.Index;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Objects;
using Gantry.Backends.FileSystem;
using Gantry.Backends.Sqlite;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Testing.Archive;

/// <summary>A whole archive on a scratch folder: real files, real SQLite. Can be closed and opened again on the same folder.</summary>
public sealed class ArchiveUnderTest : IDisposable
{
    public static readonly InstanceSource Source = new("dimse", "TESTER", "127.0.0.1");
    private readonly ISegmentStorage? givenStorage;
    private readonly bool ownsFolder;
    private SqliteIndexFile? index;
    private LocalArchive? archive;

    public ArchiveUnderTest(string? folder = null, ISegmentStorage? storage = null)
    {
        ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("gantry-archive").FullName;
        givenStorage = storage;
    }

    public string Folder { get; }

    public IngestOptions Ingest { get; set; } = new();

    public SegmentOptions Segments { get; set; } = new() { MinFreeBytes = 0 };

    public Action<string>? Reached { get; set; }

    /// <summary>Puts something around the index that the write path sees.</summary>
    public Func<IArchiveIndex, IArchiveIndex>? Around { get; set; }

    public ISegmentStorage Storage { get; private set; } = null!;

    public SqliteArchiveIndex Index { get; private set; } = null!;

    public SqliteInstanceCatalog Catalog { get; private set; } = null!;

    public SqliteChangeFeed Changes { get; private set; } = null!;

    public FileSystemQuarantine Quarantine { get; private set; } = null!;

    public LocalArchive Archive => archive!;

    public ArchiveUnderTest Open()
    {
        Storage = givenStorage ?? new FileSystemSegmentStorage(Path.Combine(Folder, "objects"));
        index = SqliteIndexFile.Open(new SqliteOptions { Folder = Path.Combine(Folder, "index") }, TimeProvider.System);
        Index = new SqliteArchiveIndex(index);
        Catalog = new SqliteInstanceCatalog(index);
        Changes = new SqliteChangeFeed(index);
        Quarantine = new FileSystemQuarantine(Path.Combine(Folder, "quarantine"), TimeProvider.System);
        archive = LocalArchive.Open(Storage, Around?.Invoke(Index) ?? Index, Catalog, Quarantine, Ingest, Segments, TimeProvider.System, NullLogger.Instance, Reached);
        return this;
    }

    public void Close()
    {
        archive?.Dispose();
        index?.Dispose();
        (archive, index) = (null, null);
    }

    /// <summary>Brings a data set as C-STORE does.</summary>
    public async Task<StoreOutcome> StoreAsync(Dataset dataset, TransferSyntax? syntax = null, InstanceSource? source = null)
    {
        syntax ??= TransferSyntax.ExplicitVrLittleEndian;
        await using InstanceReceiver receiver = Archive.Intake.OpenDataset(
            source ?? Source, dataset.GetString(new DicomTag(0x0008_0016))!, dataset.GetString(new DicomTag(0x0008_0018))!, syntax);
        await receiver.WriteAsync(new ReadOnlySequence<byte>(DatasetBuilder.Encode(dataset, syntax)), CancellationToken.None);
        return await receiver.CompleteAsync(CancellationToken.None);
    }

    /// <summary>Brings a file as STOW-RS does, in pieces of some size.</summary>
    public async Task<StoreOutcome> StoreFileAsync(ReadOnlyMemory<byte> file, int pieceBytes = 64 * 1024, StudyUid? expectedStudy = null)
    {
        await using InstanceReceiver receiver = Archive.Intake.OpenFile(Source, expectedStudy);
        for (int at = 0; at < file.Length; at += pieceBytes)
        {
            await receiver.WriteAsync(new ReadOnlySequence<byte>(file.Slice(at, Math.Min(pieceBytes, file.Length - at))), CancellationToken.None);
        }

        return await receiver.CompleteAsync(CancellationToken.None);
    }

    /// <summary>The stored PS3.10 file.</summary>
    public async Task<byte[]> ReadAsync(InstanceUid instance)
    {
        Gantry.Archive.Index.StoredInstance stored = Index.Find(instance) ?? throw new InvalidOperationException($"{instance} is not in the index.");
        byte[] bytes = new byte[stored.Place.Length];
        await Archive.Objects.ReadAsync(stored.Place, 0, bytes, CancellationToken.None);
        return bytes;
    }

    public void Dispose()
    {
        Close();
        if (ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}

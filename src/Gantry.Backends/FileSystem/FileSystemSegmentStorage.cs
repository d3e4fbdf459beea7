using Gantry.Archive.Objects;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Backends.FileSystem;

/// <summary>
/// Segments as files below one folder: <c>segments/</c> holds them, <c>notes/</c> the intentions that must outlive a crash. Paths are made of keys that
/// <see cref="SegmentKey"/> takes, never of what a peer sent.
/// </summary>
public sealed class FileSystemSegmentStorage : ISegmentStorage, IDisposable
{
    /// <summary>Of the free room, what may be set aside for segments to come: a twentieth.</summary>
    private const int ReadyShare = 20;
    private readonly string segments;
    private readonly string notes;
    private readonly string spareFolder;
    private readonly DirectWriter? writer = DirectWriter.TryCreate();
    private SpareFiles? spares;

    /// <param name="folder">Made when it is not there; used by one process at a time.</param>
    /// <param name="name">The store's name in the index.</param>
    public FileSystemSegmentStorage(string folder, string name = "local")
    {
        Name = name;
        segments = Path.Combine(Path.GetFullPath(folder), "segments");
        notes = Path.Combine(Path.GetFullPath(folder), "notes");
        spareFolder = Path.Combine(Path.GetFullPath(folder), "spare");
        CreateFolder(segments);
        CreateFolder(notes);
    }

    public string Name { get; }

    public long FreeBytes => Guard("asking for free space", () => new DriveInfo(segments).AvailableFreeSpace);

    public long ReadyBytes => Guard("measuring what is ready", () => spares?.Bytes ?? 0);

    public IReadOnlyList<string> List() => Guard("listing segments", () => (IReadOnlyList<string>)
        [.. Directory.EnumerateFiles(segments, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(segments, f).Replace('\\', '/'))
            .Where(k => SegmentKey.TryParse(k, out _, out _))
            .Order(StringComparer.Ordinal)]);

    public ISegmentFile Create(string key) => Guard("creating a segment", () =>
    {
        string path = PathOf(key);
        CreateFolder(Path.GetDirectoryName(path)!);
        return new FileSegmentFile(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), direct: null, writer: null, spares: null, isNew: true);
    });

    public ISegmentFile CreateForFilling(string key, long expectedBytes) => Guard("creating a segment", () =>
    {
        string path = PathOf(key);
        CreateFolder(Path.GetDirectoryName(path)!);
        bool isReady = spares?.TryMoveTo(path) ?? false;
        SafeFileHandle handle = File.OpenHandle(path, isReady ? FileMode.Open : FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!isReady && HasPlenty(expectedBytes))
        {
            LinuxFile.TryReserve(handle, expectedBytes);
        }

        return (ISegmentFile)new FileSegmentFile(path, handle, LinuxFile.TryOpenDirect(path), writer, spares, isNew: true);
    });

    /// <summary>Begins to have files ready for <see cref="CreateForFilling"/>, in the background. For the process that takes instances in.</summary>
    /// <param name="bytes">Of each: the length at which segments are sealed.</param>
    /// <param name="inAll">Of all together at most.</param>
    public void KeepSpares(long bytes, long inAll) => spares ??= Guard("preparing segments", () =>
        new SpareFiles(spareFolder, bytes, () => HasPlenty(bytes) ? (int)(Math.Min(inAll, Math.Max(FreeBytes / ReadyShare, 2 * bytes)) / bytes) : 0));

    public void Dispose()
    {
        spares?.Dispose();
        writer?.Dispose();
    }

    public ISegmentFile Open(string key) => Guard("opening a segment", () =>
    {
        string path = PathOf(key);
        return new FileSegmentFile(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), direct: null, writer: null, spares: null, isNew: false);
    });

    public void Rename(string from, string to) => Guard("renaming a segment", () =>
    {
        File.Move(PathOf(from), PathOf(to), overwrite: false);
        LinuxFile.SyncFolder(Path.GetDirectoryName(PathOf(to))!);
        return 0;
    });

    public void Delete(string key) => Guard("deleting a segment", () =>
    {
        if (File.Exists(PathOf(key)))
        {
            File.Delete(PathOf(key));
            LinuxFile.SyncFolder(Path.GetDirectoryName(PathOf(key))!);
        }

        return 0;
    });

    public void WriteNote(string name, ReadOnlySpan<byte> content)
    {
        byte[] copy = content.ToArray();
        Guard("writing a note", () =>
        {
            string path = NotePathOf(name);
            using (FileStream file = new(path + ".new", FileMode.Create, FileAccess.Write))
            {
                file.Write(copy);
                file.Flush(flushToDisk: true);
            }

            File.Move(path + ".new", path, overwrite: true);
            LinuxFile.SyncFolder(notes);
            return 0;
        });
    }

    public IReadOnlyList<KeyValuePair<string, byte[]>> ReadNotes() => Guard("reading notes", () => (IReadOnlyList<KeyValuePair<string, byte[]>>)
        [.. Directory.EnumerateFiles(notes, "*.json").Order(StringComparer.Ordinal)
            .Select(f => KeyValuePair.Create(Path.GetFileNameWithoutExtension(f), File.ReadAllBytes(f)))]);

    public void DeleteNote(string name) => Guard("deleting a note", () =>
    {
        File.Delete(NotePathOf(name));
        LinuxFile.SyncFolder(notes);
        return 0;
    });

    /// <summary>Room that is set aside must never be what an instance lacks.</summary>
    private bool HasPlenty(long bytes) => FreeBytes >= 16 * bytes;

    private string PathOf(string key) =>
        SegmentKey.TryParse(key, out _, out _) ? Path.Combine(segments, key) : throw new ArgumentException($"'{key}' is not a segment's key.", nameof(key));

    private string NotePathOf(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? Path.Combine(notes, name + ".json") : throw new ArgumentException($"'{name}' is not a note's name.", nameof(name));

    private static void CreateFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            LinuxFile.SyncFolder(Path.GetDirectoryName(path)!);
        }
    }

    private static T Guard<T>(string what, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (FileErrors.IsOfEnvironment(e))
        {
            throw FileErrors.From(e, $"{char.ToUpperInvariant(what[0])}{what[1..]} failed");
        }
    }
}

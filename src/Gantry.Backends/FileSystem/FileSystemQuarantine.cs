using System.Text.Json;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;

namespace Gantry.Backends.FileSystem;

/// <summary>Quarantine as a folder: for each input a file of its bytes and a small JSON file that says why it is there. Names are ours alone.</summary>
public sealed class FileSystemQuarantine : IQuarantine
{
    private readonly string folder;
    private readonly TimeProvider time;

    public FileSystemQuarantine(string folder, TimeProvider time)
    {
        this.folder = Path.GetFullPath(folder);
        this.time = time;
        Directory.CreateDirectory(this.folder);
    }

    public async ValueTask<string> KeepAsync(InstanceSource source, RefusalReason reason, string detail, Func<Stream, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        DateTimeOffset at = time.GetUtcNow();
        string name = $"{at:yyyyMMdd-HHmmss}-{Guid.NewGuid():N}";
        string path = PathOf(name);
        try
        {
            long length;
            await using (FileStream file = new(path, FileMode.CreateNew, FileAccess.Write))
            {
                await write(file, cancellationToken).ConfigureAwait(false);
                length = file.Length;
                file.Flush(flushToDisk: true);
            }

            await using (FileStream note = new(path + ".json", FileMode.CreateNew, FileAccess.Write))
            {
                await JsonSerializer.SerializeAsync(note, new QuarantinedItem(name, at, source, reason, detail, length), cancellationToken: cancellationToken).ConfigureAwait(false);
                note.Flush(flushToDisk: true);
            }

            LinuxFile.SyncFolder(folder);
            return name;
        }
        catch (Exception e)
        {
            File.Delete(path);
            File.Delete(path + ".json");
            if (FileErrors.IsOfEnvironment(e))
            {
                throw FileErrors.From(e, "Keeping in quarantine failed");
            }

            throw;
        }
    }

    public IReadOnlyList<QuarantinedItem> List() =>
        [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(f => JsonSerializer.Deserialize<QuarantinedItem>(File.ReadAllBytes(f))!)];

    public bool Remove(string name)
    {
        if (!IsName(name) || !File.Exists(PathOf(name)))
        {
            return false;
        }

        File.Delete(PathOf(name) + ".json");
        File.Delete(PathOf(name));
        return true;
    }

    public Stream? Open(string name) => IsName(name) && File.Exists(PathOf(name)) ? File.OpenRead(PathOf(name)) : null;

    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiHexDigitLower(c) || c == '-');

    private string PathOf(string name) => Path.Combine(folder, name + ".dcm");
}

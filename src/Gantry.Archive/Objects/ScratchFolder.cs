namespace Gantry.Archive.Objects;

/// <summary>A folder for files that nobody needs after this run of the program. What an earlier run left behind, killed at work, goes when it is opened.</summary>
public sealed class ScratchFolder
{
    private readonly string path;
    private long last;

    private ScratchFolder(string path) => this.path = path;

    /// <summary>Empties the folder, or makes it. Only the one process that has the archive open may do so.</summary>
    /// <exception cref="ObjectStoreException">It cannot be emptied or made.</exception>
    public static ScratchFolder Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            Directory.CreateDirectory(path);
            return new ScratchFolder(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException($"The folder {path} cannot be emptied: {e.Message}", isTransient: false, e);
        }
    }

    /// <summary>A name for a file that is not there; whoever makes it deletes it.</summary>
    public string NextFile() => Path.Combine(path, Interlocked.Increment(ref last).ToString("x", System.Globalization.CultureInfo.InvariantCulture));
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Gantry.Commands;

namespace Gantry.Composition;

/// <summary>The one folder in which an archive lives: where each part keeps its files, and the lock that lets one server in at a time.</summary>
public sealed class DataFolder
{
    private const string LockName = "gantry.lock";
    private const string RunningName = "running.json";

    private DataFolder(string path) => Root = path;

    public string Root { get; }

    /// <summary>Accounts, tokens, sessions and the audit stream: what cannot be derived from the segments.</summary>
    public string StateDatabase => Path.Combine(Root, "state.db");

    /// <summary>The derived index.</summary>
    public string IndexDatabase => Path.Combine(Root, "index.db");

    /// <summary>The segments, and the notes beside them: the archive itself.</summary>
    public string Objects => Path.Combine(Root, "objects");

    /// <summary>Malformed input that was kept whole.</summary>
    public string Quarantine => Path.Combine(Root, "quarantine");

    /// <summary>Files that are of no use after a run; emptied at every start.</summary>
    public string Scratch => Path.Combine(Root, "scratch");

    public string DefaultConfiguration => Path.Combine(Root, "gantry.json");

    /// <summary>Where the self-made certificate and its key are kept.</summary>
    public string Certificates => Path.Combine(Root, "tls");

    /// <summary>Opens the folder, making it (for its owner alone) where it is not there yet.</summary>
    public static DataFolder OpenOrCreate(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(full))
            {
                Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the data folder {full} cannot be made: {refused.Message}", ExitCode.Unavailable);
        }

        return new DataFolder(full);
    }

    /// <summary>Opens a folder that an archive lives in already.</summary>
    public static DataFolder OpenExisting(string path)
    {
        string full = Path.GetFullPath(path);
        return Directory.Exists(full)
            ? new DataFolder(full)
            : throw new CommandException($"there is no data folder {full}; name it with --data", ExitCode.Usage);
    }

    /// <summary>Takes the folder for this process until disposed (or until the process ends, however it ends).</summary>
    /// <returns>False when another process has it.</returns>
    public bool TryLock([NotNullWhen(true)] out IDisposable? held)
    {
        held = null;
        try
        {
            held = new FileStream(Path.Combine(Root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            return true;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new CommandException($"the data folder {Root} cannot be written: {refused.Message}", ExitCode.Unavailable);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Tells other commands where the server that holds the lock answers.</summary>
    public void WriteRunning(RunningServer running)
    {
        string path = Path.Combine(Root, RunningName);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(running, CompositionJson.Default.RunningServer));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>The server that runs on this folder now; null when none does.</summary>
    public RunningServer? FindRunning()
    {
        if (TryLock(out IDisposable? held))
        {
            held.Dispose();
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(Root, RunningName)), CompositionJson.Default.RunningServer);
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            throw new CommandException($"another gantry process holds {Root} but has not said yet where it answers; try again in a moment", ExitCode.Unavailable);
        }
    }
}

using System.Diagnostics;

namespace Gantry.Testing;

/// <summary>A file system in memory of a given size, so that a disk can be full. Needs the right to mount (root).</summary>
public sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<bool> CanMount = new(Try);

    public SmallDisk(int mebibytes)
    {
        Folder = Directory.CreateTempSubdirectory("gantry-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "gantry-test", Folder) != 0)
        {
            Directory.Delete(Folder);
            throw new InvalidOperationException("mount failed");
        }
    }

    /// <summary>Whether this machine lets us mount one.</summary>
    public static bool IsPossible => CanMount.Value;

    public string Folder { get; }

    public void Dispose()
    {
        _ = Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static bool Try()
    {
        try
        {
            new SmallDisk(1).Dispose();
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}

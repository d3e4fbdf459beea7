using System.ComponentModel;
using System.Runtime.InteropServices;
using Gantry.Archive.Objects;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Backends.FileSystem;

/// <summary>What .NET's file API lacks: data sync without the times, syncing a folder, giving blocks back. Elsewhere than on Linux the nearest thing that it has is used.</summary>
internal static partial class LinuxFile
{
    private const int KeepSize = 1;
    private const int PunchHole = 2;
    private const int NotSupported = 95;
    private const int DontNeed = 4;
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;

    /// <summary>fdatasync(2): data and what is needed to find it again.</summary>
    public static void SyncData(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
        }
        else if (fdatasync(file) != 0)
        {
            throw Failure("sync");
        }
    }

    /// <summary>Opens an existing file for writes that go past the page cache: offsets, lengths and memory must be aligned to 4,096. Null where the system or the file system has no such thing.</summary>
    public static SafeFileHandle? TryOpenDirect(string path)
    {
        int direct = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 or Architecture.X86 => 0x4000,
            Architecture.Arm64 or Architecture.Arm => 0x10000,
            _ => 0,
        };
        if (!OperatingSystem.IsLinux() || direct == 0)
        {
            return null;
        }

        SafeFileHandle file = new(open(path, ReadWrite | CloseOnExec | direct), ownsHandle: true);
        if (!file.IsInvalid)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Reserves the blocks of a file, which grows to this length. False where that cannot be.</summary>
    public static bool TryReserve(SafeFileHandle file, long length) => OperatingSystem.IsLinux() && fallocate(file, 0, 0, length) == 0;

    /// <summary>Makes the entries of a folder durable.</summary>
    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using SafeFileHandle folder = new(open(path, 0), ownsHandle: true);
        if (folder.IsInvalid || fsync(folder) != 0)
        {
            throw Failure("sync of a folder");
        }
    }

    /// <summary>False where the file system cannot; the caller writes zeros then.</summary>
    public static bool TryPunch(SafeFileHandle file, long offset, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        if (fallocate(file, KeepSize | PunchHole, offset, length) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == NotSupported ? false : throw Failure("hole punch");
    }

    /// <summary>Tells the system that these bytes need not stay cached: advice, so that a failure does not matter.</summary>
    public static void Forget(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = posix_fadvise(file, offset, length, DontNeed);
        }
    }

    private static ObjectStoreException Failure(string what)
    {
        Win32Exception cause = new(Marshal.GetLastPInvokeError());
        return new ObjectStoreException($"The {what} failed: {cause.Message}.", isTransient: true, cause);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);
}

using Gantry.Archive.Objects;

namespace Gantry.Backends.FileSystem;

/// <summary>Turns what the file system threw into the archive's own error, telling a full disk from the rest.</summary>
internal static class FileErrors
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static ObjectStoreException From(Exception cause, string what) => new($"{what}: {cause.Message}", isTransient: cause is not (FileNotFoundException or DirectoryNotFoundException), cause)
    {
        IsFull = cause.HResult is NoSpace or QuotaExceeded or WindowsDiskFull,
    };

    public static bool IsOfEnvironment(Exception cause) => cause is (IOException or UnauthorizedAccessException) and not ObjectStoreException;
}

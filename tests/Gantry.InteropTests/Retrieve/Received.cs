using Gantry.Testing.Network;

namespace Gantry.InteropTests.Retrieve;

/// <summary>Files that a peer has written.</summary>
internal static class Received
{
    public static Dictionary<string, byte[]> In(DirectoryInfo folder) =>
        folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => File.ReadAllBytes(f.FullName))
            .Select(f => (File: f, Read: StorableFile.Read(f))).Where(f => f.Read is not null).ToDictionary(f => f.Read!.SopInstanceUid, f => f.File);
}

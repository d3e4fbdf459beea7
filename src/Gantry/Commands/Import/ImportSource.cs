using System.IO.Compression;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Files;

namespace Gantry.Commands.Import;

/// <summary>Lists the files of a folder, a ZIP, a DICOMDIR (PS3.10 8, PS3.3 F) or a single file.</summary>
internal sealed class ImportSource : IDisposable
{
    private readonly ZipArchive? zip;

    private ImportSource(IReadOnlyList<ImportItem> items, ZipArchive? zip = null)
    {
        Items = items;
        this.zip = zip;
    }

    public IReadOnlyList<ImportItem> Items { get; }

    /// <summary>A ZIP's entries are read one at a time.</summary>
    public bool IsSequential => zip is not null;

    /// <exception cref="CommandException">There is nothing of that name, or it cannot be read.</exception>
    public static ImportSource Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                var everything = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
                return new ImportSource([.. Directory.EnumerateFiles(path, "*", everything).Order(StringComparer.Ordinal).Select(OfFile)]);
            }

            if (!File.Exists(path))
            {
                throw new CommandException($"there is no file or folder '{path}'", ExitCode.Usage);
            }

            return IsZip(path) ? OpenZip(path)
                : Path.GetFileName(path).Equals("DICOMDIR", StringComparison.OrdinalIgnoreCase) ? OpenDirectory(path)
                : new ImportSource([OfFile(path)]);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandException($"'{path}' cannot be read: {unreadable.Message}", ExitCode.Unavailable);
        }
    }

    public void Dispose() => zip?.Dispose();

    private static ImportItem OfFile(string path) => new(path, new FileInfo(path).Length, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1));

    private static bool IsZip(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual("PK\x03\x04"u8);
    }

    private static ImportSource OpenZip(string path)
    {
        ZipArchive zip = ZipFile.OpenRead(path);
        return new ImportSource([.. zip.Entries.Where(e => e.Length > 0).Select(e => new ImportItem($"{path}/{e.FullName}", e.Length, e.Open))], zip);
    }

    /// <summary>The files that the directory's records refer to; Referenced File ID's components are folders (PS3.10 8.2).</summary>
    private static ImportSource OpenDirectory(string path)
    {
        DicomFile directory = DicomFile.Read(File.ReadAllBytes(path));
        if (directory.Error is not null || !directory.Dataset.Contains(new DicomTag(0x0004, 0x1220)))
        {
            throw new CommandException($"'{path}' is not a DICOMDIR; name its folder to import all files in it", ExitCode.Failed);
        }

        string root = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var items = new List<ImportItem>();
        foreach (Dataset record in directory.Dataset.GetItems(new DicomTag(0x0004, 0x1220)))
        {
            string[] parts = [.. record.GetStrings(new DicomTag(0x0004, 0x1500))];
            if (parts.Length > 0 && Array.TrueForAll(parts, IsComponent))
            {
                string file = parts.Aggregate(root, Below);
                items.Add(File.Exists(file) ? OfFile(file) : new ImportItem(file, 0, () => throw new FileNotFoundException("the DICOMDIR names it, but it is not there")));
            }
        }

        return new ImportSource(items);
    }

    /// <summary>A name that stays in its folder.</summary>
    private static bool IsComponent(string name) => name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\\', '\0');

    /// <summary>Lenient: File IDs are upper case, copies of a disc often have lower-case names, PS3.10 8.5.</summary>
    private static string Below(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return Path.Exists(path) || !Directory.Exists(folder) ? path
            : Directory.EnumerateFileSystemEntries(folder, name, new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive }).FirstOrDefault(path);
    }
}

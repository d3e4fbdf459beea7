using Gantry.Imaging.Frames;

namespace Gantry.Commands;

/// <summary>Files that the picture commands read and write; what goes wrong with them ends the command.</summary>
internal static class PictureFile
{
    /// <summary>Opens a file's frames.</summary>
    public static PixelFile Open(string path)
    {
        try
        {
            return PixelFile.Open(path, out PixelFile file) is not { } error || file is { Dataset.Count: > 0 }
                ? file
                : throw new CommandException($"{path}: {error}", ExitCode.Failed);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {problem.Message}", ExitCode.Unavailable);
        }
    }

    /// <summary>Writes beside the file and puts it in its place when it is whole.</summary>
    public static void Write(string path, Action<FileStream> write)
    {
        string beside = $"{path}.{Environment.ProcessId}.part";
        try
        {
            using (FileStream stream = new(beside, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(stream);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {problem.Message}", ExitCode.Unavailable);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}

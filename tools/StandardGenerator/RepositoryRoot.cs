namespace Gantry.StandardGenerator;

/// <summary>The folder that holds Gantry.slnx, looked for upwards.</summary>
public static class RepositoryRoot
{
    public static string Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Gantry.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Gantry.slnx at or above {start}.");
    }
}

using Gantry.StandardGenerator;

string root = args is [string given] ? given : RepositoryRoot.Find(Environment.CurrentDirectory);
foreach (GeneratedFile file in Generator.Run(Path.Combine(root, Generator.FactsFolder)))
{
    string path = Path.Combine(root, file.Path);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllText(path, file.Text);
    Console.WriteLine(file.Path);
}

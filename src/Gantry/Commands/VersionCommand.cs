using System.CommandLine;
using System.Runtime.InteropServices;
using Gantry.Composition;

namespace Gantry.Commands;

public static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the versions of Gantry and of what it runs on.");
        command.SetAction(_ =>
        {
            Console.WriteLine($"Gantry {ProductVersion.Text}");
            Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
            return ExitCode.Done;
        });
        return command;
    }
}

using System.Reflection;

namespace Gantry.Composition;

public static class ProductVersion
{
    /// <summary>As in "0.1.0".</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}

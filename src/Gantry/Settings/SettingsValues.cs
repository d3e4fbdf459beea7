namespace Gantry.Settings;

/// <summary>All parts' options, read and checked.</summary>
public sealed class SettingsValues(IReadOnlyDictionary<Type, object> options)
{
    public T Get<T>()
        where T : class => (T)options[typeof(T)];
}
